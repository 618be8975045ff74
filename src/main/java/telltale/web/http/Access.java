package telltale.web.http;

import jakarta.servlet.http.HttpServletRequest;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import telltale.access.LocalRequest;
import telltale.model.Sha256;

/** The role of a request, determined by its key. */
public final class Access {
    /** The permissions of a key. */
    public enum Role {
        /** all operations */
        ADMIN,
        /** {@code /track} only */
        TRACK,
        /** public endpoints only */
        ANONYMOUS
    }

    private static final String SCHEME = "Bearer ";

    private volatile byte @Nullable [] admin;
    private volatile byte @Nullable [] track;
    private volatile @Nullable PageSessions sessions;

    /** Grants no role until {@link #replaceKeys} sets the keys. */
    public Access() {}

    /**
     * @param trackKey null if it is disabled
     */
    public Access(String adminKey, @Nullable String trackKey) {
        replaceKeys(adminKey, trackKey);
    }

    /** Replaces the keys; the parameters are those of the constructor. */
    public final void replaceKeys(String adminKey, @Nullable String trackKey) {
        admin = Sha256.of(adminKey);
        track = trackKey == null ? null : Sha256.of(trackKey);
    }

    /** Lets the page's session act as an administrator. */
    public void accept(PageSessions pageSessions) {
        sessions = pageSessions;
    }

    /**
     * Returns what a request may do: by the key in its {@code Authorization} header (RFC 6750 section 2.1), or without such
     * a header by the page's session.
     */
    public Role roleOf(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        if (header == null) {
            PageSessions accepted = sessions;
            return accepted != null && accepted.isSignedIn(request) ? Role.ADMIN : Role.ANONYMOUS;
        }
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Role.ANONYMOUS;
        }
        String key = header.substring(SCHEME.length()).strip();
        if (isKey(admin, key)) {
            return Role.ADMIN;
        }
        return isTrackKey(key) ? Role.TRACK : Role.ANONYMOUS;
    }

    /** Whether this is the track key, which is allowed in a query because it permits sending only. */
    public boolean isTrackKey(String key) {
        return isKey(track, key);
    }

    /** Returns whether a request comes from this machine and passed no proxy ({@link LocalRequest}). */
    public static boolean isLocal(HttpServletRequest request) {
        // The peer alone: a client that a trusted proxy reports is not on this machine, whatever its address.
        return LocalRequest.isLocal(
                request.getRemoteAddr(), request.getServerName(), header -> request.getHeader(header) != null);
    }

    /** Compares digests, because their equal length does not leak the key's length. */
    private static boolean isKey(byte @Nullable [] expected, String key) {
        return expected != null && MessageDigest.isEqual(expected, Sha256.of(key));
    }
}
