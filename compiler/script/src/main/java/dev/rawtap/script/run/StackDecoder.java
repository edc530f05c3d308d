package dev.rawtap.script.run;

import dev.rawtap.contract.Host;
import dev.rawtap.script.output.CppName;
import dev.rawtap.script.output.Frame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes frames of addresses. */
final class StackDecoder {
    /** So many kernel addresses are remembered: stacks of one script are much alike. */
    private static final int REMEMBERED = 100_000;

    private final Host host;
    private final boolean demangles;
    private final Map<Long, Frame> kernelFrames = new HashMap<>();

    /** {@code demangles} is whether C++ names are to be read. */
    StackDecoder(Host host, boolean demangles) {
        this.host = host;
        this.demangles = demangles;
    }

    List<Frame> kernel(long[] addresses) {
        if (kernelFrames.size() > REMEMBERED) {
            kernelFrames.clear();
        }
        var frames = new ArrayList<Frame>(addresses.length);
        for (long address : addresses) {
            frames.add(kernelFrames.computeIfAbsent(address, this::kernelFrame));
        }
        return frames;
    }

    private Frame kernelFrame(long address) {
        return host.kernelSymbol(address)
                .map(symbol -> Frame.kernel(address, symbol.name(), symbol.offset()))
                .orElseGet(() -> Frame.unknown(address));
    }

    List<Frame> user(int pid, long[] addresses) {
        var frames = new ArrayList<Frame>(addresses.length);
        for (long address : addresses) {
            frames.add(userFrame(pid, address));
        }
        return frames;
    }

    /** The name of a function of a process, as its programmer wrote it. */
    String readable(String symbol) {
        return demangles ? CppName.of(symbol) : symbol;
    }

    private Frame userFrame(int pid, long address) {
        Optional<Host.UserPlace> place = host.userPlace(pid, address);
        if (place.isEmpty()) {
            return Frame.unmapped(address);
        }
        String module = place.get().module();
        return new Frame(
                address,
                place.get().symbol().map(Host.Symbol::name).map(this::readable).orElse(null),
                place.get().symbol().map(Host.Symbol::offset).orElse(0L),
                module,
                host.buildId(pid, module).orElse(null),
                place.get().moduleOffset(),
                false,
                null);
    }
}
