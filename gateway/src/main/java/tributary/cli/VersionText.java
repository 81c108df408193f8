package tributary.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: the version this was built as, and the Java it runs on. */
final class VersionText implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"tributary " + Version.text() + " (Java " + Runtime.version() + ")"};
    }
}
