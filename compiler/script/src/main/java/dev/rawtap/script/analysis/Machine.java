package dev.rawtap.script.analysis;

import dev.rawtap.object.AttachPoint;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What analysis asks of the machine for which a script is made, beside its types. Asked only for what a script uses. */
public interface Machine {
    /** A machine that knows nothing and has one CPU: for scripts that are only looked at. */
    Machine NONE = new Machine() {
        @Override
        public OptionalLong kernelAddress(String symbol) {
            return OptionalLong.empty();
        }

        @Override
        public OptionalLong controlGroup(String path) {
            return OptionalLong.empty();
        }

        @Override
        public int possibleCpus() {
            return 1;
        }

        @Override
        public boolean mayCall(String function, AttachPoint program) {
            return false;
        }

        @Override
        public List<String> tracepoints() {
            return List.of();
        }

        @Override
        public Optional<String> tracepointFormat(String category, String name) {
            return Optional.empty();
        }
    };

    /** The address of a symbol of the kernel. */
    OptionalLong kernelAddress(String symbol);

    /** The id of the control group at a path. */
    OptionalLong controlGroup(String path);

    /** CPUs that there can be. */
    int possibleCpus();

    /** Whether the kernel lets a kind of program call a function of its own by its name. */
    boolean mayCall(String function, AttachPoint program);

    /** All classic tracepoints as {@code category:name}; empty where tracefs cannot be read. */
    List<String> tracepoints();

    /** The text of a classic tracepoint's {@code format} file. */
    Optional<String> tracepointFormat(String category, String name);
}
