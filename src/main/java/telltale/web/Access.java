package telltale.web;

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

    private final byte[] admin;
    private final byte @Nullable [] track;

    /**
     * @param trackKey null where it is switched off
     */
    public Access(String adminKey, @Nullable String trackKey) {
        this.admin = digest(adminKey);
        this.track = trackKey == null ? null : digest(trackKey);
    }

    /** What the key in the {@code Authorization} header allows (RFC 6750 section 2.1). */
    public Role bearer(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Role.NOBODY;
        }
        String key = header.substring(SCHEME.length()).strip();
        if (MessageDigest.isEqual(admin, digest(key))) {
            return Role.ADMIN;
        }
        return isTrackKey(key) ? Role.TRACK : Role.NOBODY;
    }

    /** Whether this is the key that may stand in a query: it can do nothing but send. */
    public boolean isTrackKey(String key) {
        return track != null && MessageDigest.isEqual(track, digest(key));
    }

    /** Digests have one length, so that comparing them tells nothing about the length of a key. */
    private static byte[] digest(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
