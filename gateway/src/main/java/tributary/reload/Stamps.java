package tributary.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What some files look like from outside at one moment: cheap to take, and different where a file was written, replaced,
 * or its symbolic link set to another.
 *
 * @param young whether one was written so lately that another writing might not show: clocks of file systems tick slowly
 */
record Stamps(Map<Path, Optional<Stamp>> byFile, boolean young) {
    private static final Duration SLOWEST_TICK = Duration.ofSeconds(2);

    /** @param key the file's own identity, such as device and inode, that of a link's target included */
    record Stamp(FileTime modified, long size, Optional<Object> key) {}

    Stamps {
        byFile = Map.copyOf(byFile);
    }

    static Stamps of(Collection<Path> files, Instant now) {
        Map<Path, Optional<Stamp>> byFile = new TreeMap<>();
        FileTime since = FileTime.from(now.minus(SLOWEST_TICK));
        boolean young = false;
        for (Path file : files) {
            Optional<Stamp> stamp = of(file);
            byFile.put(file, stamp);
            young |= stamp.isPresent() && stamp.get().modified().compareTo(since) > 0;
        }
        return new Stamps(byFile, young);
    }

    private static Optional<Stamp> of(Path file) {
        try {
            BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.of(new Stamp(seen.lastModifiedTime(), seen.size(), Optional.ofNullable(seen.fileKey())));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether nothing has happened to the files between {@code earlier} and this, as far as one can see from outside. */
    boolean sameAs(Stamps earlier) {
        return !earlier.young && byFile.equals(earlier.byFile);
    }
}
