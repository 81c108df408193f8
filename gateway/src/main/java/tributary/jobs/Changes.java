package tributary.jobs;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/** What one task changes in the store's file, and how it was before. For one thread. */
final class Changes {
    /** Something done to the file, or to another opening of it. */
    interface Step {
        void on(MvFile open);
    }

    private final MvFile open;

    /** What was changed last comes first. */
    private final Deque<Step> undoing = new ArrayDeque<>();

    Changes(MvFile open) {
        this.open = open;
    }

    MvFile file() {
        return open;
    }

    void put(Function<MvFile, MVMap<String, byte[]>> map, String key, byte[] value) {
        undone(map, key, map.apply(open).put(key, value));
    }

    void remove(Function<MvFile, MVMap<String, byte[]>> map, String key) {
        undone(map, key, map.apply(open).remove(key));
    }

    private void undone(Function<MvFile, MVMap<String, byte[]>> map, String key, byte @Nullable [] before) {
        undoing.push(
                before == null
                        ? file -> map.apply(file).remove(key)
                        : file -> map.apply(file).put(key, before));
    }

    /** By which it is as it was before, whether the changes have come to the disk or not. */
    Iterable<Step> undoing() {
        return undoing;
    }
}
