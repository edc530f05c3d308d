package dev.rawtap.linux;

import dev.rawtap.object.KernelVersion;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Facts of the machine and of this process that decide what is allowed, from procfs and sysfs. Every question reads its
 * file anew; nothing needs a privilege. Thread-safe.
 */
public final class Machine {
    /** {@code AT_PAGESZ} (include/uapi/linux/auxvec.h). */
    private static final int PAGE_SIZE = 6;

    private static final int SMALLEST_PAGE = 4096;

    private final SystemFiles files;

    /** The machine below a root folder; {@link SystemFiles#HOST} for the one we run on. */
    public Machine(SystemFiles files) {
        this.files = files;
    }

    /** What {@code uname -r} prints. */
    public String kernelRelease() {
        return files.text("/proc/sys/kernel/osrelease").orElseGet(() -> System.getProperty("os.version", ""));
    }

    /** Its major and minor number. */
    public KernelVersion kernelVersion() {
        return KernelVersion.parse(kernelRelease());
    }

    /** A text that is another one after each boot. */
    public Optional<String> bootId() {
        return files.text("/proc/sys/kernel/random/boot_id");
    }

    /** CPUs that can ever be there, ascending: those that per-CPU maps hold values for. */
    public List<Integer> possibleCpus() {
        return cpus("possible");
    }

    /** CPUs that run now, ascending. */
    public List<Integer> onlineCpus() {
        return cpus("online");
    }

    private List<Integer> cpus(String which) {
        String file = "/sys/devices/system/cpu/" + which;
        return files.text(file)
                .map(text -> CpuList.parse(file, text))
                .orElseGet(
                        () -> CpuList.parse(file, "0-" + (Runtime.getRuntime().availableProcessors() - 1)));
    }

    /** Bytes of a page: 4,096 on x86-64, up to 65,536 on arm64 ({@code AT_PAGESZ} of this process's auxiliary vector). */
    public int pageBytes() {
        byte[] vector = files.bytes("/proc/self/auxv").orElse(new byte[0]);
        ByteBuffer words = ByteBuffer.wrap(vector).order(ByteOrder.nativeOrder());
        while (words.remaining() >= 2 * Long.BYTES) {
            long type = words.getLong();
            long value = words.getLong();
            if (type == PAGE_SIZE) {
                return Math.toIntExact(value);
            }
        }
        return SMALLEST_PAGE;
    }

    /** A number of {@code /proc/sys}, such as {@code kernel.unprivileged_bpf_disabled}; empty if it cannot be read. */
    public OptionalLong sysctl(String name) {
        try {
            Optional<String> text = files.text("/proc/sys/" + name.replace('.', '/'));
            return text.isPresent() ? OptionalLong.of(Long.parseLong(text.get())) : OptionalLong.empty();
        } catch (NumberFormatException notOneNumber) {
            return OptionalLong.empty();
        }
    }

    /** What this process may do now ({@code CapEff}). */
    public Set<Capability> capabilities() {
        return files.text("/proc/self/status")
                .flatMap(text ->
                        text.lines().filter(line -> line.startsWith("CapEff:")).findFirst())
                .map(line -> Capability.ofMask(Long.parseUnsignedLong(
                        line.substring("CapEff:".length()).strip(), 16)))
                .orElse(Set.of());
    }

    /** How the kernel was built, as far as it tells. */
    public KernelConfig config() {
        return KernelConfig.read(files, kernelRelease());
    }
}
