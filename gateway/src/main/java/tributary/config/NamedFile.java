package tributary.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A file that the configuration names, relative to the one that names it. */
final class NamedFile {
    private NamedFile() {}

    /**
     * Null, with a problem, where there is none.
     *
     * @param named gains it, whether it is there or not
     */
    static @Nullable Path of(Written<String> written, Problems problems, Set<Path> named) {
        try {
            Path folder = Path.of(written.at().place().file()).toAbsolutePath().getParent();
            Path file = folder == null ? Path.of(written.value()) : folder.resolve(written.value());
            named.add(file);
            // A pipe or device would never end, so only files with a size are read.
            if (Files.isRegularFile(file)) {
                return file;
            }
            boolean there = Files.exists(file);
            problems.error(
                    written.place(),
                    written.at() + ": " + Quoted.of(written.value())
                            + (there ? " is no ordinary file" : " does not exist"));
        } catch (InvalidPathException e) {
            problems.error(written.place(), written.at() + ": " + Quoted.of(written.value()) + " is no path");
        }
        return null;
    }
}
