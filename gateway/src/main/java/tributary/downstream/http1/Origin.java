package tributary.downstream.http1;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a service is: scheme, host, port and the path under which everything of it lies.
 *
 * @param https whether TLS is spoken
 * @param host a name or an address; IPv6 without brackets
 * @param basePath empty, or beginning and not ending with a slash
 * @param tlsName what its certificate must be for: its host, unless somebody says otherwise
 */
public record Origin(boolean https, String host, int port, String basePath, String tlsName) {
    /** One whose certificate is for its host. */
    public Origin(boolean https, String host, int port, String basePath) {
        this(https, host, port, basePath, host);
    }

    /** The same with a certificate for {@code name}, where that is not null. */
    public Origin certifiedAs(@Nullable String name) {
        return name == null ? this : new Origin(https, host, port, basePath, name);
    }

    /** The origin that a service's base URL names. A URL that is none is a bug: the configuration was checked before. */
    public static Origin of(URI url) {
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        String authority = url.getRawAuthority();
        boolean plain = url.getRawQuery() == null && url.getRawFragment() == null;
        if (!(scheme.equals("http") || scheme.equals("https")) || authority == null || !plain) {
            throw new IllegalArgumentException("not a base URL");
        }
        // Taken apart here and not by URI, whose getHost() is null for
        // names with an underscore, as containers have them.
        int colon = authority.lastIndexOf(':');
        boolean hasPort = colon > authority.lastIndexOf(']');
        String host = hasPort ? authority.substring(0, colon) : authority;
        boolean https = scheme.equals("https");
        int port = hasPort ? Integer.parseInt(authority.substring(colon + 1)) : https ? 443 : 80;
        if (host.isEmpty() || host.indexOf('@') >= 0 || port < 1 || port > 65_535) {
            throw new IllegalArgumentException("not a host and port");
        }
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        return new Origin(https, host, port, withoutEndingSlash(url.getRawPath()));
    }

    private static String withoutEndingSlash(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    /** The value of the {@code host} field (RFC 9110, 7.2): the port only where it is not the scheme's own. */
    public String hostField() {
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == (https ? 443 : 80) ? name : name + ":" + port;
    }
}
