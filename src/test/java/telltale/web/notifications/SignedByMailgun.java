package telltale.web.notifications;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Requests as Mailgun signs them (Mailgun, "Securing Webhooks"). */
public final class SignedByMailgun {
    private SignedByMailgun() {}

    /** A request that is signed now. */
    public static String now(String token, String event, String key) {
        return at(Instant.now(), token, event, key);
    }

    static String at(Instant time, String token, String event, String key) {
        return """
                {"signature": {"token": "%s", "timestamp": "%d", "signature": "%s"}, "event-data": %s}
                """.formatted(token, time.getEpochSecond(), signature(token, time, key), event);
    }

    static String signature(String token, Instant time, String key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            String text = time.getEpochSecond() + token;
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
