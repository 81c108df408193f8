package tributary.edge;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.webserver.http.ServerRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tributary.downstream.WireRequest.Field;
import tributary.edge.client.Caller;
import tributary.edge.client.CallerCounts;
import tributary.edge.client.KeyRing;
import tributary.edge.client.Origin;
import tributary.edge.limits.LimitCounts;
import tributary.edge.limits.Limits;
import tributary.edge.limits.Verdict;
import tributary.plan.Access;
import tributary.plan.Access.Auth;
import tributary.plan.Address;
import tributary.plan.ApiKey;
import tributary.plan.AuthSpec.ApiKeys;
import tributary.plan.Plan;
import tributary.resilience.Quota;
import tributary.resilience.Quota.Decision;
import tributary.resilience.Ticker;
import tributary.resilience.TokenBuckets;

/**
 * The first two questions to a request whose aggregate is known: who asks, and is there something left of its limits. No body
 * is read for it and no service asked.
 *
 * <p>An unknown key costs its address a token of a bucket that is for such tries only. A known key is taken all the same, so
 * that nobody can lock out others behind his address: what protects keys is their length, the bucket only cuts down noise.
 *
 * <p>Thread-safe. One a plan; what was counted and taken is handed on from one to the next.
 */
public final class CallerCheck {
    private static final HeaderName FORWARDED = HeaderNames.FORWARDED;
    private static final HeaderName FORWARDED_FOR = HeaderNames.X_FORWARDED_FOR;
    private static final Quota TRIES = Quota.of(1, Duration.ofSeconds(1), 30);
    private static final int TRYING_ADDRESSES = 50_000;
    private static final List<String> SCHEMES = List.of("bearer ", "apikey ");
    private static final Address NOWHERE = new Address(0, 0);

    private final Origin origin;
    private final @Nullable HeaderName keyHeader;
    private final KeyRing keys;
    private final CallerCounts counts;
    private final @Nullable TokenBuckets tries;
    private final Limits limits;
    private final Ticker ticker;

    private CallerCheck(Plan plan, CallerCounts counts, @Nullable TokenBuckets tries, Limits limits, Ticker ticker) {
        ApiKeys apiKeys = plan.auth().apiKeys();
        this.origin = new Origin(plan.server().trustedProxies());
        this.keyHeader = apiKeys == null ? null : HeaderNames.create(apiKeys.header());
        this.keys = new KeyRing(apiKeys == null ? List.of() : apiKeys.keys());
        this.counts = counts;
        this.tries = apiKeys == null || tries != null
                ? tries
                : new TokenBuckets(TRYING_ADDRESSES, ticker, new SecureRandom());
        this.limits = limits;
        this.ticker = ticker;
    }

    /** That of the first plan. */
    public static CallerCheck of(Plan plan, Ticker ticker) {
        return new CallerCheck(plan, new CallerCounts(), null, Limits.of(plan.limits(), ticker), ticker);
    }

    /** Who may see jobs: a key is not asked for, since there are jobs of clients without one. It costs as any request. */
    Access accessToJobs() {
        return new Access(keyHeader == null ? Auth.NONE : Auth.OPTIONAL, 1);
    }

    /** That of a plan that follows. */
    public CallerCheck next(Plan plan) {
        return new CallerCheck(plan, counts, tries, limits.next(plan.limits()), ticker);
    }

    public CallerCounts callerCounts() {
        return counts;
    }

    public LimitCounts limitCounts() {
        return limits.counts();
    }

    /** Requests that met a bucket which several clients share. */
    public long sharedBuckets() {
        return limits.shared();
    }

    /** What comes of the questions. */
    sealed interface Result {
        /** @param fields for the answer, whatever that will be */
        record Passed(Caller caller, List<Field> fields) implements Result {
            public Passed {
                fields = List.copyOf(fields);
            }
        }

        /** @param fields that go with the problem */
        record Refused(Problem problem, Caller caller, List<Field> fields) implements Result {
            public Refused {
                fields = List.copyOf(fields);
            }
        }
    }

    Result check(Access access, ServerRequest sent) {
        Address address = address(sent);
        Auth auth = access.auth();
        String key = auth == Auth.NONE ? null : key(sent.headers());
        if (key == null && auth == Auth.REQUIRED) {
            counts.countMissing();
            return new Result.Refused(Problem.keyMissing(header()), new Caller(address, null), List.of(challenge("")));
        }
        ApiKey known = key == null ? null : keys.find(key);
        if (key != null && known == null) {
            return unknown(address);
        }
        if (known == null) {
            counts.countAnonymous();
        } else {
            counts.countKnown();
        }
        Caller caller = new Caller(address, known);
        Verdict verdict = limits.take(caller, access.cost());
        return verdict.granted()
                ? new Result.Passed(caller, verdict.fields())
                : refused(
                        Problem.rateLimited(verdict.violated()), caller, verdict.fields(), verdict.retryAfterSeconds());
    }

    /** Where the request comes from. Without trusted proxies no header is looked at. */
    private Address address(ServerRequest sent) {
        InetAddress peer = sent.remotePeer().address() instanceof InetSocketAddress socket ? socket.getAddress() : null;
        if (peer == null) {
            return NOWHERE;
        }
        Address address = Address.of(peer);
        return origin.trusts(address)
                ? origin.of(address, values(sent.headers(), FORWARDED), values(sent.headers(), FORWARDED_FOR))
                : address;
    }

    private static List<String> values(ServerRequestHeaders headers, HeaderName name) {
        return headers.contains(name) ? headers.get(name).allValues() : List.of();
    }

    private String header() {
        return keyHeader == null ? "" : keyHeader.defaultCase();
    }

    /** What was sent as a key; null where nothing was. */
    private @Nullable String key(ServerRequestHeaders headers) {
        if (keyHeader == null || !headers.contains(keyHeader)) {
            return null;
        }
        // Of two keys none is the right one: this is then a text that no key can be.
        String value = String.join(",", headers.get(keyHeader).allValues()).strip();
        if (!keyHeader.equals(HeaderNames.AUTHORIZATION)) {
            return value.isEmpty() ? null : value;
        }
        for (String scheme : SCHEMES) {
            if (value.regionMatches(true, 0, scheme, 0, scheme.length())) {
                return value.substring(scheme.length()).strip();
            }
        }
        return null;
    }

    private Result unknown(Address address) {
        Decision decision = tries == null ? null : tries.take(address.holder().toString(), TRIES, 1);
        if (decision != null && !decision.granted()) {
            counts.countTooManyUnknown();
            return refused(
                    Problem.tooManyUnknownKeys(),
                    new Caller(address, null),
                    List.of(
                            new Field(
                                    "RateLimit-Policy",
                                    "\"unknown-keys\";q=" + TRIES.burst() + ";w=" + TRIES.windowSeconds()),
                            new Field("RateLimit", "\"unknown-keys\";r=0;t=" + decision.resetSeconds())),
                    decision.retryAfterSeconds());
        }
        counts.countUnknown();
        return new Result.Refused(
                Problem.keyUnknown(), new Caller(address, null), List.of(challenge(", error=\"invalid_token\"")));
    }

    private static Result refused(Problem problem, Caller caller, List<Field> fields, long retryAfterSeconds) {
        List<Field> all = new ArrayList<>(fields);
        all.add(new Field("Retry-After", Long.toString(retryAfterSeconds)));
        return new Result.Refused(problem, caller, all);
    }

    /** How to show who one is (RFC 9110, 11.6.1; RFC 6750, 3). No scheme is registered for keys in headers of their own. */
    private Field challenge(String error) {
        boolean bearer = keyHeader != null && keyHeader.equals(HeaderNames.AUTHORIZATION);
        String challenge =
                bearer ? "Bearer realm=\"gateway\"" + error : "ApiKey realm=\"gateway\", header=\"" + header() + '"';
        return new Field("WWW-Authenticate", challenge);
    }
}
