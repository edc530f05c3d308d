package dev.rawtap.cli;

import dev.rawtap.script.run.ScriptRun;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/**
 * Signals that a script wants to hear of. The JDK's own door is used, {@code sun.misc.Signal} of jdk.unsupported: a handler
 * of ours would be one more shape of native call. It is reached by reflection, because the compiler warns of each use and
 * cannot be told not to. What was done with a signal before is done again after {@link #close}.
 */
final class Signals implements AutoCloseable {
    private record Before(Object signal, Object handler) {}

    private final List<Before> before = new ArrayList<>();

    private Signals() {}

    /** Passes on those that the script has probes for. */
    static Signals forward(ScriptRun run) {
        var signals = new Signals();
        run.wantedSignals().forEach(name -> signals.forward(name, () -> run.signal(name)));
        return signals;
    }

    private void forward(String name, Runnable fired) {
        try {
            Class<?> type = Class.forName("sun.misc.Signal");
            Object signal = type.getConstructor(String.class).newInstance(name.substring("SIG".length()));
            Object handler = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handlerType()}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            fired.run();
                            return null;
                        }
                        // The JDK calls none of Object's methods.
                        throw new UnsupportedOperationException(method.getName());
                    });
            before.add(new Before(signal, handle(signal, handler)));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("signal " + name + " cannot be handled", e);
        }
    }

    private static Class<?> handlerType() throws ClassNotFoundException {
        return Class.forName("sun.misc.SignalHandler");
    }

    private static Object handle(Object signal, Object handler) throws ReflectiveOperationException {
        Method handle = signal.getClass().getMethod("handle", signal.getClass(), handlerType());
        return handle.invoke(null, signal, handler);
    }

    @Override
    public void close() {
        for (Before each : before) {
            try {
                handle(each.signal(), each.handler());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("signal cannot be given back", e);
            }
        }
    }
}
