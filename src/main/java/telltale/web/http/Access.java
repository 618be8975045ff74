package telltale.web.http;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** Who may call what: tells by its key what a request is allowed to do. */
public final class Access {
    /** What a key allows. */
    public enum Role {
        /** everything */
        ADMIN,
        /** {@code /track}, and nothing else */
        TRACK,
        /** only what is for all */
        NOBODY
    }

    private static final String SCHEME = "Bearer ";

    private volatile byte @Nullable [] admin;
    private volatile byte @Nullable [] track;
    private volatile @Nullable PageSessions sessions;

    /** Nobody may do anything, until keys are {@link #adopt}ed. */
    public Access() {}

    /**
     * @param trackKey null where it is switched off
     */
    public Access(String adminKey, @Nullable String trackKey) {
        adopt(adminKey, trackKey);
    }

    /** Takes these keys and no others from now on; as of the constructor. */
    public final void adopt(String adminKey, @Nullable String trackKey) {
        admin = digest(adminKey);
        track = trackKey == null ? null : digest(trackKey);
    }

    /** Lets the page's session act as an administrator. */
    public void accept(PageSessions pageSessions) {
        sessions = pageSessions;
    }

    /**
     * Returns what a request may do: by the key in its {@code Authorization} header (RFC 6750 section 2.1), or without such
     * a header by the page's session.
     */
    public Role bearer(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        if (header == null) {
            PageSessions accepted = sessions;
            return accepted != null && accepted.isSignedIn(request) ? Role.ADMIN : Role.NOBODY;
        }
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Role.NOBODY;
        }
        String key = header.substring(SCHEME.length()).strip();
        if (isKey(admin, key)) {
            return Role.ADMIN;
        }
        return isTrackKey(key) ? Role.TRACK : Role.NOBODY;
    }

    /** Whether this is the key that may stand in a query: it can do nothing but send. */
    public boolean isTrackKey(String key) {
        return isKey(track, key);
    }

    private static boolean isKey(byte @Nullable [] expected, String key) {
        return expected != null && MessageDigest.isEqual(expected, digest(key));
    }

    /** Digests have one length, so that comparing them tells nothing about the length of a key. */
    static byte[] digest(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
