package telltale.launcher.mailbox;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * One mail as the demo mailbox keeps it: what a person would see of it, and its source.
 *
 * @param from the From header, decoded; the envelope sender when there is none
 * @param to the envelope recipients: where the mail really went
 * @param html empty when the mail has none
 * @param text empty when the mail has none
 * @param source the mail byte for byte as ISO 8859-1, which loses none
 */
record CapturedMail(
        String id,
        Instant receivedAt,
        String from,
        List<String> to,
        String subject,
        String html,
        String text,
        String source) {
    CapturedMail {
        to = List.copyOf(to);
    }

    /** The mail as it came over the wire. */
    byte[] bytes() {
        return source.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** About how much memory it takes. */
    long weight() {
        return (long) html.length() + text.length() + source.length();
    }
}
