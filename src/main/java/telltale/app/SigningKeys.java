package telltale.app;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import telltale.settings.Secret;

/** Where the keys come from that sign tokens. */
final class SigningKeys {
    private static final String ALGORITHM = "HmacSHA256";

    private SigningKeys() {}

    /**
     * @param secret the owner's own (TELLTALE_SECRET), from which number 0 is derived; null for those in the home
     */
    static Map<Integer, byte[]> of(@Nullable Secret secret, HomeFolder home) {
        return secret == null ? home.signingKeys() : Map.of(0, derive(secret.reveal()));
    }

    /** One secret may later serve several purposes, so each gets a key of its own (RFC 5869, with one block). */
    private static byte[] derive(String secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return mac.doFinal("telltale signing".getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, impossible);
        }
    }
}
