package tributary.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds and reads the configuration's files: one file, or the {@code *.yaml} and {@code *.yml} directly within a directory,
 * by name, hidden ones left out. At most {@value #MOST_FILES} files of {@value #LARGEST} bytes each.
 */
final class ConfigurationFiles {
    private static final int MOST_FILES = 200;
    private static final int LARGEST = 1024 * 1024;

    private final Map<String, String> environment;
    private final Problems problems;
    private final Set<Path> secrets;

    /** @param secrets gains the files that values are taken from */
    ConfigurationFiles(Map<String, String> environment, Problems problems, Set<Path> secrets) {
        this.environment = environment;
        this.problems = problems;
        this.secrets = secrets;
    }

    /** The values of all files that hold one; null where a file cannot be read, which is then a problem. */
    @Nullable
    List<Node> read(Path fileOrDirectory) {
        List<Path> files = files(fileOrDirectory);
        boolean complete = !files.isEmpty();
        List<Node> roots = new ArrayList<>();
        for (Path file : files) {
            Node root = root(file);
            if (root == null) {
                complete = false;
            } else if (!(root instanceof Node.Scalar scalar && scalar.isNull())) {
                roots.add(root);
            }
        }
        return complete ? roots : null;
    }

    /** What one file holds; null where it cannot be read, which is then a problem. */
    @Nullable
    Node root(Path file) {
        String text = text(file);
        if (text == null) {
            return null;
        }
        Path folder = file.toAbsolutePath().getParent();
        Substitution substitution = new Substitution(environment, folder == null ? file : folder, problems, secrets);
        return new NodeReader(file.toString(), text, substitution, problems).read();
    }

    /** The files there are now. */
    List<Path> files(Path fileOrDirectory) {
        if (!Files.isDirectory(fileOrDirectory)) {
            return List.of(fileOrDirectory);
        }
        try (Stream<Path> listed = Files.list(fileOrDirectory)) {
            List<Path> files = listed.filter(ConfigurationFiles::isConfiguration)
                    .limit(MOST_FILES + 1L)
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                problem(fileOrDirectory, "this directory holds no *.yaml file");
            } else if (files.size() > MOST_FILES) {
                problem(fileOrDirectory, "this directory holds more than " + MOST_FILES + " *.yaml files");
                return List.of();
            }
            return files;
        } catch (IOException e) {
            problem(fileOrDirectory, "this directory cannot be read" + reason(e));
            return List.of();
        }
    }

    private static boolean isConfiguration(Path path) {
        Path name = path.getFileName();
        String text = name == null ? "" : name.toString();
        return !text.startsWith(".") && (text.endsWith(".yaml") || text.endsWith(".yml")) && !Files.isDirectory(path);
    }

    private @Nullable String text(Path file) {
        try {
            if (!Files.exists(file)) {
                problem(file, "there is no such file or directory");
                return null;
            }
            byte[] bytes = read(file, LARGEST);
            if (bytes == null) {
                problem(file, "this file is larger than 1 MiB");
                return null;
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            problem(file, "this file is not UTF-8 text");
        } catch (IOException e) {
            problem(file, "this file cannot be read" + reason(e));
        }
        return null;
    }

    /** What a file holds, or null where that is more than {@code largest} bytes. */
    static byte @Nullable [] read(Path file, int largest) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] bytes = stream.readNBytes(largest + 1);
            return bytes.length > largest ? null : bytes;
        }
    }

    private static String reason(IOException e) {
        return e instanceof AccessDeniedException ? ": no permission" : ": " + e.getMessage();
    }

    private void problem(Path file, String message) {
        problems.error(Place.startOf(file.toString()), message);
    }
}
