package telltale.web.http;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.model.ImmutableBytes;
import telltale.model.Sha256;

/**
 * The two keys of the home folder, as hashes.
 *
 * @param admin null before the keys are loaded
 * @param track null if it is disabled
 */
record HomeKeys(@Nullable Hashes admin, @Nullable Hashes track) {
    static final HomeKeys NONE = new HomeKeys(null, null);
    private static final int MARK_BYTES = 16;

    /**
     * What is known of a key.
     *
     * @param mark what a session stores of the key that it was opened with
     */
    record Hashes(ImmutableBytes digest, String mark) {
        static Hashes of(String key) {
            return new Hashes(new ImmutableBytes(Sha256.of(key)), HomeKeys.mark(key));
        }

        /** Compares digests, because their equal length does not leak the key's length. */
        boolean isOf(String key) {
            return MessageDigest.isEqual(digest.toBytes(), Sha256.of(key));
        }
    }

    static HomeKeys of(String adminKey, @Nullable String trackKey) {
        return new HomeKeys(Hashes.of(adminKey), trackKey == null ? null : Hashes.of(trackKey));
    }

    /** The identity of a key; empty if it is neither. */
    Optional<Identity> identify(String key) {
        if (admin != null && admin.isOf(key)) {
            return Optional.of(Identity.ADMIN);
        }
        return track != null && track.isOf(key) ? Optional.of(Identity.TRACK) : Optional.empty();
    }

    /** The identity of the key with a mark; empty if it is neither, as after its replacement. */
    Optional<Identity> identifyByMark(String mark) {
        if (admin != null && admin.mark.equals(mark)) {
            return Optional.of(Identity.ADMIN);
        }
        return track != null && track.mark.equals(mark) ? Optional.of(Identity.TRACK) : Optional.empty();
    }

    /** What a session stores of a key of the home folder: not the digest by which it is recognized, and no id of another key. */
    static String mark(String key) {
        byte[] mark = Arrays.copyOf(Sha256.of("telltale session " + key), MARK_BYTES);
        return "home:" + Base64.getUrlEncoder().withoutPadding().encodeToString(mark);
    }

    /** Whether a mark is that of a key of the home folder. */
    static boolean isMark(String text) {
        return text.startsWith("home:");
    }
}
