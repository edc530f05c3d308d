package dev.rawtap.linux;

import dev.rawtap.base.MalformedException;
import java.util.ArrayList;
import java.util.List;

/** CPU lists as sysfs prints them: {@code 0-3,8,10-11}. */
final class CpuList {
    private CpuList() {}

    /** The CPUs, ascending; {@code file} is for the error. */
    static List<Integer> parse(String file, String text) {
        List<Integer> cpus = new ArrayList<>();
        int offset = 0;
        for (String range : text.split(",", -1)) {
            try {
                int dash = range.indexOf('-');
                int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
                int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
                for (int cpu = first; cpu <= last; cpu++) {
                    cpus.add(cpu);
                }
            } catch (NumberFormatException notNumbers) {
                throw new MalformedException(file, offset, "'" + range + "' is not a range of CPUs");
            }
            offset += range.length() + 1;
        }
        return List.copyOf(cpus);
    }
}
