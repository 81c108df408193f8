package tributary.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

class MutationTest {
    private static final String[] SCRAPS = {
        "{",
        "}",
        "[",
        "]",
        ":",
        ": ",
        "'",
        "\"",
        "\n",
        "  ",
        "- ",
        "#",
        "&a ",
        "*a",
        "|",
        ">",
        "!",
        "${",
        "$${X}",
        "{{",
        "null",
        "0x1",
        "-1",
        "999999999999",
        "@",
        "*",
        "item",
        "claims.sub",
        "product",
        "after: product\n",
        "\t",
        "ä",
        "\0"
    };

    @RepeatedTest(20)
    void never_throws_whatever_becomes_of_the_example(RepetitionInfo repetition) throws IOException {
        String example = Files.readString(Path.of("src/test/resources/tributary/config/first-look.yaml"));
        Random random = new Random(repetition.getCurrentRepetition());
        for (int i = 0; i < 25; i++) {
            String mutant = example;
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                mutant = random.nextInt(3) == 0 ? withoutLine(mutant, random) : changed(mutant, random);
            }
            Configuration.Loaded loaded = Loading.load(mutant);
            boolean errors =
                    loaded.diagnostics().stream().anyMatch(found -> found.severity() == Diagnostic.Severity.ERROR);
            assertThat(loaded.plan() == null).as(mutant).isEqualTo(errors);
            assertThat(loaded.diagnostics()).as(mutant).isSorted();
        }
    }

    private static String withoutLine(String text, Random random) {
        List<String> lines = new ArrayList<>(text.lines().toList());
        lines.remove(random.nextInt(lines.size()));
        return String.join("\n", lines) + "\n";
    }

    private static String changed(String text, Random random) {
        int at = random.nextInt(text.length());
        int end = Math.min(text.length(), at + random.nextInt(6));
        return text.substring(0, at) + SCRAPS[random.nextInt(SCRAPS.length)] + text.substring(end);
    }
}
