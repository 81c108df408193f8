package tributary.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.Optional;

/**
 * The operating system's signals. The JDK offers them as {@code sun.misc.Signal} only, in a module made for what has no
 * better place yet; the compiler warns of every mention of it, so it is looked up by name. Where there is none, as in a
 * run-time image without {@code jdk.unsupported}, or where the JVM was told to leave signals alone, nothing is handled.
 */
final class Signals {
    private Signals() {}

    /** Ends the handling of a signal. */
    @FunctionalInterface
    interface Handling extends AutoCloseable {
        /** Has the signal do what it did before. */
        @Override
        void close();
    }

    /**
     * From now on {@code signal}, such as {@code TERM}, runs {@code action} on a thread of its own; empty where that cannot
     * be.
     */
    static Optional<Handling> handle(String signal, Runnable action) {
        try {
            Class<?> signals = Class.forName("sun.misc.Signal");
            Class<?> handlers = Class.forName("sun.misc.SignalHandler");
            Method handle = signals.getMethod("handle", signals, handlers);
            Object which = signals.getConstructor(String.class).newInstance(signal);
            Object handler = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(),
                    new Class<?>[] {handlers},
                    (proxy, method, arguments) -> called(proxy, method.getName(), arguments, action));
            Object before = Objects.requireNonNull(handle.invoke(null, which, handler));
            return Optional.of(() -> restore(handle, which, before));
        } catch (ReflectiveOperationException e) {
            return Optional.empty();
        }
    }

    private static Object called(Object proxy, String method, Object[] arguments, Runnable action) {
        return switch (method) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> "handler of a signal";
            default -> {
                action.run();
                // Of a method without a result, this is ignored.
                yield false;
            }
        };
    }

    private static void restore(Method handle, Object which, Object before) {
        try {
            handle.invoke(null, which, before);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("a signal that could be handled cannot be let go of", e);
        }
    }
}
