package dev.rawtap.kernel;

import dev.rawtap.contract.Host;
import dev.rawtap.linux.KernelConfig;
import dev.rawtap.linux.Machine;
import dev.rawtap.object.external.KernelFacts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the running kernel says of itself, options of the caller's before its own. */
final class RunningFacts implements KernelFacts {
    private static final Pattern RELEASE = Pattern.compile("(\\d+)\\.(\\d+)(?:\\.(\\d+))?");

    /** Of a version's last part in {@code LINUX_VERSION_CODE}: what is greater counts as this. */
    private static final int GREATEST_PATCH = 255;

    /** A symbol that every kernel has. */
    private static final String ALWAYS = "_stext";

    private final Machine machine;
    private final Host host;
    private final Optional<String> callersOptions;
    private @Nullable KernelConfig config;
    private @Nullable Map<String, String> options;

    RunningFacts(Machine machine, Host host, Optional<String> callersOptions) {
        this.machine = machine;
        this.host = host;
        this.callersOptions = callersOptions;
    }

    @Override
    public Map<String, String> options() {
        Map<String, String> known = options;
        if (known == null) {
            known = new HashMap<>(config().values());
            callersOptions.map(KernelConfig::parse).ifPresent(known::putAll);
            options = known;
        }
        return known;
    }

    @Override
    public String optionSource() {
        String files = config().source()
                .orElse("no configuration of this kernel could be read (%s)"
                        .formatted(String.join(", ", KernelConfig.files(machine.kernelRelease()))));
        return callersOptions.isPresent() ? "the given options and " + files : files;
    }

    private KernelConfig config() {
        KernelConfig known = config;
        if (known == null) {
            known = machine.config();
            config = known;
        }
        return known;
    }

    @Override
    public int versionCode() {
        Matcher release = RELEASE.matcher(machine.kernelRelease());
        if (!release.lookingAt()) {
            throw new IllegalStateException("kernel release " + machine.kernelRelease());
        }
        int patch = release.group(3) == null ? 0 : Integer.parseInt(release.group(3));
        return Integer.parseInt(release.group(1)) << 16
                | Integer.parseInt(release.group(2)) << 8
                | Math.min(patch, GREATEST_PATCH);
    }

    @Override
    public List<Long> addresses(String symbol) {
        return host.kernelAddresses(symbol);
    }

    @Override
    public boolean hidesAddresses() {
        return host.kernelAddresses(ALWAYS).isEmpty();
    }
}
