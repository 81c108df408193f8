package tributary.admin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder for one file, which only this process's user may look into; closing it removes both. */
record ScratchFolder(Path path) implements AutoCloseable {
    private static final String FILE = "file";

    static ScratchFolder create() throws IOException {
        return new ScratchFolder(Files.createTempDirectory("tributary-admin-"));
    }

    /** Where the one file goes; it is not there yet. */
    Path file() {
        return path.resolve(FILE);
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file());
        Files.delete(path);
    }
}
