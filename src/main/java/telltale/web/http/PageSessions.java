package telltale.web.http;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import telltale.access.LocalRequest;
import telltale.model.ImmutableBytes;
import telltale.model.Sha256;

/**
 * The session of a browser that came by the sign-in link of this start. The link's code is exchanged once, within ten
 * minutes; the session ends after twelve hours, by signing out, or with the process. Both are accepted only from this
 * machine ({@link LocalRequest}), and nothing of them is stored but digests in memory.
 *
 * <p>Browsers send a cookie of {@code localhost} to every port, and count all ports as one site. So a session counts only
 * in a request with the header {@value #HEADER}, which a page of another origin cannot send without being asked for
 * (CORS preflight, which is never answered).
 */
public final class PageSessions {
    /** The cookie that holds the session. */
    public static final String COOKIE = "telltale-session";
    /** The header without which the cookie is ignored. */
    public static final String HEADER = "Telltale-Page";
    /** How long the link can be used. */
    public static final Duration CODE_LIFETIME = Duration.ofMinutes(10);
    /** How long a browser stays signed in. */
    public static final Duration SESSION_LIFETIME = Duration.ofHours(12);

    private static final int SESSION_BYTES = 32;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final AtomicReference<@Nullable Secret> code = new AtomicReference<>();
    private final AtomicReference<@Nullable Secret> session = new AtomicReference<>();

    /** What proves a right until it expires. */
    private record Secret(ImmutableBytes digest, Instant expiry) {
        static Secret of(String text, Instant expiry) {
            return new Secret(new ImmutableBytes(Sha256.of(text)), expiry);
        }

        boolean matches(String text, Instant now) {
            return MessageDigest.isEqual(digest.toBytes(), Sha256.of(text)) && now.isBefore(expiry);
        }
    }

    /** @param code the code in the sign-in link; null if there is no link */
    public PageSessions(@Nullable String code, Clock clock) {
        this.clock = clock;
        if (code != null) {
            this.code.set(Secret.of(code, clock.instant().plus(CODE_LIFETIME)));
        }
    }

    /**
     * Exchanges the code of the sign-in link for a session.
     *
     * @return the value of the session's cookie; empty if the request is not from this machine, or the code is wrong, used
     *     or expired
     */
    public Optional<String> signIn(HttpServletRequest request, String given) {
        Secret expected = code.get();
        if (expected == null || !Access.isLocal(request) || !expected.matches(given, clock.instant())) {
            return Optional.empty();
        }
        if (!code.compareAndSet(expected, null)) {
            return Optional.empty();
        }
        byte[] value = new byte[SESSION_BYTES];
        random.nextBytes(value);
        String cookie = Base64.getUrlEncoder().withoutPadding().encodeToString(value);
        session.set(Secret.of(cookie, clock.instant().plus(SESSION_LIFETIME)));
        return Optional.of(cookie);
    }

    /** Returns whether a request belongs to the session. */
    public boolean isSignedIn(HttpServletRequest request) {
        Secret expected = session.get();
        if (expected == null || request.getHeader(HEADER) == null || !Access.isLocal(request)) {
            return false;
        }
        String cookie = cookie(request);
        return cookie != null && expected.matches(cookie, clock.instant());
    }

    /** Ends the session that a request belongs to, if any. */
    public void signOut(HttpServletRequest request) {
        if (isSignedIn(request)) {
            session.set(null);
        }
    }

    private static @Nullable String cookie(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies != null) {
            for (Cookie cookie : cookies) {
                if (cookie.getName().equals(COOKIE)) {
                    return cookie.getValue();
                }
            }
        }
        return null;
    }
}
