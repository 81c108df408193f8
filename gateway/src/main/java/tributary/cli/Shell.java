package tributary.cli;

import java.nio.file.Path;
import java.util.Map;

/**
 * What the command line was started in.
 *
 * @param environment the environment variables
 * @param home the directory that holds {@code config/} and the modules
 * @param colour whether the output may be coloured
 */
public record Shell(Map<String, String> environment, Path home, boolean colour) {
    public Shell {
        environment = Map.copyOf(environment);
    }

    Paint paint() {
        return new Paint(colour);
    }
}
