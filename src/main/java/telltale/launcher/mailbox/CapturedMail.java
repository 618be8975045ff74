package telltale.launcher.mailbox;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * A mail in the demo mailbox: its decoded content, and its source.
 *
 * @param from the decoded From field, or the envelope sender if there is none
 * @param to the envelope recipients
 * @param html empty if the mail has none
 * @param text empty if the mail has none
 * @param source the bytes of the mail as ISO 8859-1, which is lossless
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

    /** The mail as received. */
    byte[] bytes() {
        return source.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Its approximate size in memory. */
    long weight() {
        return (long) html.length() + text.length() + source.length();
    }
}
