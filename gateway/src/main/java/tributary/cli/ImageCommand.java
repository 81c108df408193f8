package tributary.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code image}: there for its help; the launcher makes the image, for which it needs the JDK's tools. */
@Command(
        name = "image",
        sortOptions = false,
        header = "Makes a directory that holds all it takes to run, without a JDK.",
        description = {
            "",
            "Puts the gateway, the part of Java that it needs and a cache that makes it start quickly into one directory,",
            "which runs on machines like this one (operating system, processor, C library) without a JDK. It may be moved,",
            "renamed and write-protected; copy it with its times (cp -a, tar), or it starts as slowly as without the cache.",
            "The stubs and the demo are not in it.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 made, 1 not made, and why, 2 unusable arguments.",
            "",
            "Examples:",
            "  tributary image",
            "  tributary image --output /opt/tributary && /opt/tributary/bin/tributary run -c /etc/tributary"
        })
final class ImageCommand implements Callable<Integer> {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIRECTORY",
            description =
                    "Where: a directory that is not there, or is empty, or an image to replace (default: target/image).")
    private String output = "";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        err.println("tributary image: only the launcher in a checkout makes it: ./tributary image --output "
                + (output.isEmpty() ? "DIRECTORY" : output));
        err.flush();
        return 2;
    }
}
