package tributary.perf.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tributary.perf.bench.Settings;
import tributary.perf.process.Child;
import tributary.perf.process.Http;
import tributary.perf.process.Tool;

/** nginx with Lua after the template in {@code perf/peers/nginx-lua}, where both are installed. */
final class NginxLuaPeer {
    private static final List<String> MODULE_FOLDERS = List.of(
            "/usr/lib/nginx/modules", "/usr/lib64/nginx/modules", "/usr/share/nginx/modules", "/etc/nginx/modules");

    private NginxLuaPeer() {}

    static GoPeer.Started start(Settings settings, int service) throws IOException, InterruptedException {
        Optional<Path> openresty = Tool.find("openresty", "/usr/local/openresty/bin");
        Optional<Path> nginx = openresty.isPresent() ? openresty : Tool.find("nginx", "/usr/sbin", "/usr/local/sbin");
        if (nginx.isEmpty()) {
            return new GoPeer.Missing("nginx is not installed, so nginx with Lua was not measured.");
        }
        Optional<String> modules = openresty.isPresent() ? Optional.of("") : modules();
        if (modules.isEmpty()) {
            return new GoPeer.Missing("nginx has no Lua module here (Debian: libnginx-mod-http-lua), so nginx with Lua"
                    + " was not measured.");
        }
        int port = Http.freePort();
        Path scratch =
                Files.createDirectories(settings.scratch().resolve("nginx")).toAbsolutePath();
        Path file = scratch.resolve("nginx.conf");
        Files.writeString(
                file,
                Files.readString(settings.home().resolve("perf/peers/nginx-lua/nginx.conf"))
                        .replace("${modules}", modules.get())
                        .replace("${scratch}", scratch.toString())
                        .replace("${service}", String.valueOf(service))
                        .replace("${port}", String.valueOf(port)));
        List<String> command = List.of(nginx.get().toString(), "-p", scratch.toString(), "-c", file.toString());
        Optional<String> failure =
                Tool.failure(Stream.concat(command.stream(), Stream.of("-t")).toList());
        if (failure.isPresent()) {
            return new GoPeer.Missing(
                    "nginx does not take its configuration here, so it was not measured: " + failure.get());
        }
        Child child = Child.start("nginx-lua", settings.scratch(), Map.of(), command);
        boolean ready = false;
        try {
            Http.await200(child, port, "/three", Duration.ofSeconds(10));
            ready = true;
            return new GoPeer.Serving(port, child);
        } finally {
            if (!ready) {
                child.close();
            }
        }
    }

    private static Optional<String> modules() {
        return MODULE_FOLDERS.stream()
                .filter(folder -> Files.exists(Path.of(folder, "ngx_http_lua_module.so")))
                .findFirst()
                .map(folder -> "load_module " + folder + "/ndk_http_module.so;\nload_module " + folder
                        + "/ngx_http_lua_module.so;");
    }
}
