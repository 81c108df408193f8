package tributary.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts environment variables and secrets from files into values: {@code ${NAME}}, {@code ${NAME:default}},
 * {@code ${file:PATH}}; a dollar sign before that makes it literal, without the second one. Done after the YAML is parsed
 * and once only, so that no value can add a key, nor ask for another.
 *
 * <p>A file is taken relative to the configuration file that names it, without the newline at its end; at most
 * {@value #LARGEST_FILE} bytes of UTF-8.
 */
final class Substitution {
    private static final int LARGEST_FILE = 64 * 1024;
    private static final int LONGEST = 1024 * 1024;
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Map<String, String> environment;
    private final Path folder;
    private final Problems problems;
    private final Set<Path> secrets;

    /** @param secrets gains the files that values are taken from */
    Substitution(Map<String, String> environment, Path folder, Problems problems, Set<Path> secrets) {
        this.environment = environment;
        this.folder = folder;
        this.problems = problems;
        this.secrets = secrets;
    }

    /** {@code scalar} with everything put in. */
    Node apply(Node.Scalar scalar) {
        String source = scalar.source();
        if (!source.contains("${")) {
            return scalar;
        }
        StringBuilder text = new StringBuilder();
        StringBuilder template = new StringBuilder();
        boolean replaced = false;
        int at = 0;
        for (int dollar = source.indexOf("${"); dollar >= 0; dollar = source.indexOf("${", at)) {
            if (dollar > at && source.charAt(dollar - 1) == '$') {
                append(text, template, source.substring(at, dollar - 1) + "${");
                at = dollar + 2;
                continue;
            }
            int end = source.indexOf('}', dollar);
            if (end < 0) {
                problems.error(scalar.placeAt(dollar), "a '${' that is never closed; a literal one is written '$${'");
                return new Node.Broken(scalar.place());
            }
            append(text, template, source.substring(at, dollar));
            int from = dollar;
            String value = value(source.substring(dollar + 2, end), () -> scalar.placeAt(from));
            if (value == null) {
                return new Node.Broken(scalar.place());
            }
            if (text.length() + value.length() > LONGEST) {
                problems.error(scalar.place(), "longer than " + LONGEST + " characters with its '${…}' put in");
                return new Node.Broken(scalar.place());
            }
            text.append(value);
            template.append(value.replace("{", "{{").replace("}", "}}"));
            replaced = true;
            at = end + 1;
        }
        append(text, template, source.substring(at));
        return new Node.Scalar(
                scalar.place(), text.toString(), template.toString(), source, scalar.plain() || replaced, -1);
    }

    private static void append(StringBuilder text, StringBuilder template, String literal) {
        text.append(literal);
        template.append(literal);
    }

    private @Nullable String value(String inside, Supplier<Place> place) {
        if (inside.startsWith("file:")) {
            return fromFile(inside.substring("file:".length()), place);
        }
        int colon = inside.indexOf(':');
        String name = colon < 0 ? inside : inside.substring(0, colon);
        if (!NAME.matcher(name).matches()) {
            problems.error(
                    place.get(),
                    Quoted.of(name)
                            + " is no name of an environment variable; a dollar sign before an expression is written '$${'");
            return null;
        }
        String value = environment.get(name);
        if (value == null && colon >= 0) {
            return inside.substring(colon + 1);
        }
        if (value == null) {
            problems.error(
                    place.get(),
                    "the environment variable " + name + " is not set; set it, or give a default: '${" + name
                            + ":default}'");
        }
        return value;
    }

    private @Nullable String fromFile(String name, Supplier<Place> place) {
        String shown = "the file " + Quoted.of(name) + " of '${file:…}' ";
        try {
            Path path = folder.resolve(name);
            secrets.add(path);
            // A pipe or device would never end, so only files with a size are read.
            if (!Files.isRegularFile(path)) {
                problems.error(place.get(), shown + (Files.exists(path) ? "is no ordinary file" : "does not exist"));
                return null;
            }
            byte[] bytes = ConfigurationFiles.read(path, LARGEST_FILE);
            if (bytes == null) {
                problems.error(place.get(), shown + "is larger than " + LARGEST_FILE + " bytes");
                return null;
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.endsWith("\r\n")
                    ? text.substring(0, text.length() - 2)
                    : text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        } catch (CharacterCodingException e) {
            problems.error(place.get(), shown + "is not UTF-8");
        } catch (InvalidPathException e) {
            problems.error(place.get(), shown + "has no valid path");
        } catch (IOException e) {
            problems.error(
                    place.get(), shown + "cannot be read (" + e.getClass().getSimpleName() + ")");
        }
        return null;
    }
}
