package tributary.reload;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * What some files held at one moment, by digest. A file that is not there, cannot be read or is no ordinary file has a word
 * of its own instead. Of a file larger than {@value #LARGEST} bytes, which no configuration may be, the beginning counts.
 */
record Content(Map<Path, String> digests) {
    private static final int LARGEST = 2 * 1024 * 1024;

    Content {
        digests = Map.copyOf(digests);
    }

    static Content of(Collection<Path> files) {
        Map<Path, String> digests = new TreeMap<>();
        for (Path file : files) {
            digests.put(file, digest(file));
        }
        return new Content(digests);
    }

    private static String digest(Path file) {
        // Opening a pipe may wait for ever.
        if (!Files.isRegularFile(file)) {
            return Files.exists(file) ? "no file" : "absent";
        }
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] bytes = stream.readNBytes(LARGEST);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (IOException e) {
            return "unreadable";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
