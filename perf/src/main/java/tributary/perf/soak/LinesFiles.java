package tributary.perf.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tributary.json.JsonException;
import tributary.json.JsonParser;

/**
 * Everything that a sink has written into its file and into those that it has put aside.
 *
 * @param files how many there are
 * @param count lines
 * @param broken the first lines that are no JSON, or have no end
 */
record LinesFiles(int files, long count, List<String> broken, Arrivals arrivals) {
    private static final int SHOWN = 5;

    LinesFiles {
        broken = List.copyOf(broken);
    }

    static boolean isPutAside(Path file) {
        return file.getFileName().toString().startsWith(BeyondConfiguration.LINES_FILE + ".");
    }

    /** Reads them, the oldest first. */
    static LinesFiles read(Path folder) throws IOException {
        Path youngest = folder.resolve(BeyondConfiguration.LINES_FILE);
        List<Path> files = new ArrayList<>(List.of(youngest));
        for (int i = 1; Files.exists(numbered(youngest, i)); i++) {
            files.addFirst(numbered(youngest, i));
        }
        Arrivals arrivals = new Arrivals();
        List<String> broken = new ArrayList<>();
        long count = 0;
        for (Path file : files) {
            String text = Files.readString(file);
            if (!text.isEmpty() && !text.endsWith("\n")) {
                broken.add("the end of " + file.getFileName());
            }
            for (String line : text.lines().toList()) {
                count++;
                arrivals.come(line);
                if (!isJson(line) && broken.size() < SHOWN) {
                    broken.add(line);
                }
            }
        }
        return new LinesFiles(files.size(), count, broken, arrivals);
    }

    private static Path numbered(Path youngest, int number) {
        return youngest.resolveSibling(youngest.getFileName() + "." + number);
    }

    private static boolean isJson(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        try {
            JsonParser.parse(bytes, 0, bytes.length);
            return true;
        } catch (JsonException e) {
            return false;
        }
    }
}
