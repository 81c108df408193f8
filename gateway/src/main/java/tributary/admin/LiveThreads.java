package tributary.admin;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tributary.json.JsonOutput;

/**
 * All threads that there are, virtual ones too, by the scopes that own them, in the format of the JDK's own dump ({@code
 * HotSpotDiagnosticMXBean.dumpThreads}, JSON). That dump itself is not taken: until JDK-8364343 it ends the process now and then, within
 * seconds where virtual threads are busy, since it looks at them while they move between carriers. Here each thread is asked for its
 * stack, one after the other, so the whole is no single moment.
 *
 * <p>Which scopes there are the JDK tells to those only who are allowed to ask (the jar's manifest: {@code Add-Exports}). Where it
 * does not, platform threads are all there is.
 *
 * <p>Stateless.
 */
public final class LiveThreads {
    private static final int A_THREAD = 4096;
    private static final int BUFFER = 1 << 16;

    private final OutputStream out;
    private boolean another;

    private LiveThreads(OutputStream out) {
        this.out = out;
    }

    /** How the JDK is asked for what owns threads. */
    private record Containers(Method root, Method parent, Method owner, Method children, Method threads) {
        static final @Nullable Containers KNOWN = find();

        private static @Nullable Containers find() {
            try {
                Class<?> all = Class.forName("jdk.internal.vm.ThreadContainers");
                Class<?> one = Class.forName("jdk.internal.vm.ThreadContainer");
                Containers found = new Containers(
                        all.getMethod("root"),
                        one.getMethod("parent"),
                        one.getMethod("owner"),
                        one.getMethod("children"),
                        one.getMethod("threads"));
                Object root = found.root.invoke(null);
                return root == null ? null : found;
            } catch (ReflectiveOperationException e) {
                return null;
            }
        }

        private static @Nullable Object ask(Method what, @Nullable Object of) {
            try {
                return what.invoke(of);
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException("the JDK has told it before", e);
            }
        }

        static List<?> list(Method what, Object of) {
            return ((Stream<?>) Objects.requireNonNull(ask(what, of))).toList();
        }
    }

    /** Writes them all; {@code out} is flushed and not closed. */
    public static void writeTo(OutputStream out) throws IOException {
        BufferedOutputStream buffered = new BufferedOutputStream(out, BUFFER);
        new LiveThreads(buffered).write();
        buffered.flush();
    }

    private void write() throws IOException {
        JsonOutput head = new JsonOutput(256);
        head.ascii("{\"threadDump\":{\"processId\":" + ProcessHandle.current().pid() + ",\"time\":");
        head.string(Instant.now().toString());
        head.ascii(",\"runtimeVersion\":");
        head.string(Runtime.version().toString());
        head.ascii(",\"threadContainers\":[");
        put(head);
        Containers known = Containers.KNOWN;
        if (known == null) {
            container(
                    "platform threads",
                    null,
                    null,
                    List.copyOf(Thread.getAllStackTraces().keySet()));
        } else {
            all(known, Objects.requireNonNull(Containers.ask(known.root, null)));
        }
        JsonOutput tail = new JsonOutput(8);
        tail.ascii("]}}");
        put(tail);
    }

    private void all(Containers known, Object container) throws IOException {
        Object parent = Containers.ask(known.parent, container);
        Object owner = Containers.ask(known.owner, container);
        container(
                container.toString(),
                parent == null ? null : parent.toString(),
                owner instanceof Thread thread ? thread : null,
                Containers.list(known.threads, container));
        for (Object child : Containers.list(known.children, container)) {
            all(known, child);
        }
    }

    private void container(String name, @Nullable String parent, @Nullable Thread owner, List<?> threads)
            throws IOException {
        JsonOutput head = new JsonOutput(256);
        head.ascii(another ? ",{\"container\":" : "{\"container\":");
        another = true;
        head.string(name);
        head.ascii(",\"parent\":");
        if (parent == null) {
            head.ascii("null");
        } else {
            head.string(parent);
        }
        head.ascii(",\"owner\":" + (owner == null ? "null" : Long.toString(owner.threadId())) + ",\"threads\":[");
        put(head);
        boolean first = true;
        for (Object each : threads) {
            thread((Thread) each, first);
            first = false;
        }
        JsonOutput tail = new JsonOutput(64);
        tail.ascii("],\"threadCount\":" + threads.size() + "}");
        put(tail);
    }

    private void thread(Thread thread, boolean first) throws IOException {
        JsonOutput one = new JsonOutput(A_THREAD);
        one.ascii((first ? "" : ",") + "{\"tid\":" + thread.threadId() + ",\"name\":");
        one.string(thread.getName());
        one.ascii(",\"state\":\"" + thread.getState() + "\"" + (thread.isVirtual() ? ",\"virtual\":true" : "")
                + ",\"stack\":[");
        String comma = "";
        for (StackTraceElement frame : thread.getStackTrace()) {
            one.ascii(comma);
            one.string(frame.toString());
            comma = ",";
        }
        one.ascii("]}");
        put(one);
    }

    private void put(JsonOutput piece) throws IOException {
        out.write(piece.array(), 0, piece.size());
    }
}
