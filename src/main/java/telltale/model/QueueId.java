package telltale.model;

import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The identifier that a mail server gives a message when it accepts it: a queue ID, or the message id of a provider. It is part of
 * the reply to the end of the data, in a form that each server chooses.
 */
public final class QueueId {
    private static final int MAX_LENGTH = 200;
    private static final int MAX_REPLY_LENGTH = 1_000;
    private static final String WORD = "<?([!-~&&[^<>()\\[\\],;]]+)";

    /** The forms, the more specific before those that they also match. Each has the identifier as its only group. */
    private static final List<Pattern> FORMS = Stream.of(
                    // Exchange: the Message-ID that comes before it is that of the sender
                    "\\[InternalId=(\\d+)",
                    // Postfix, SendGrid, Mailjet, Brevo, Yandex (queued on HOST as ID), Stalwart (queued with id ID)
                    "\\bqueued (?:on \\S+ )?(?:as|with id):? +" + WORD,
                    // Exim, KumoMTA (ids=)
                    "\\bids?=" + WORD,
                    // Haraka
                    "\\bmessage queued \\(([0-9a-f-]{36}\\.\\d+)\\)",
                    // Sendmail, OpenSMTPD, Proofpoint
                    "^250 (?:2\\.\\d\\.\\d:? )?+" + WORD + " message accepted for delivery",
                    // Gmail: seconds since 1970, then the identifier
                    "\\bok +\\d{9,} +" + WORD + " - gsmtp",
                    // Amazon SES
                    "^250 ok ([0-9a-f]{16}-[0-9a-f-]{36}-\\d{6})$",
                    // Courier
                    "^250 ok\\. ([0-9a-f]+\\.[0-9a-f]+\\.[0-9a-f]+)$",
                    // Momentum, SparkPost
                    "^250 2\\.\\d\\.\\d ok ([0-9a-f]{2}/[0-9a-f/-]+)",
                    // Cisco Secure Email
                    "\\bok: +message (\\d+) accepted",
                    // qmail: seconds since 1970 and a process
                    "^250 ok (\\d+ qp \\d+)",
                    // Exchange Online, for mail that is submitted with a login
                    "^250 2\\.\\d\\.\\d ok <([!-~&&[^<>]]+)>")
            .map(form -> Pattern.compile(form, Pattern.CASE_INSENSITIVE))
            .toList();

    private QueueId() {}

    /**
     * Finds the identifier in a reply.
     *
     * @param reply the reply in one line that begins with its code, as in {@link SmtpReply#text}
     * @return empty if the reply has none of the known forms
     */
    public static Optional<String> in(String reply) {
        String text = reply.substring(0, Math.min(reply.length(), MAX_REPLY_LENGTH));
        return FORMS.stream()
                .flatMap(form -> form.matcher(text).results().limit(1))
                .map(QueueId::withoutFullStop)
                .filter(id -> !id.isEmpty() && id.length() <= MAX_LENGTH)
                .findFirst();
    }

    /**
     * The identifiers that a server may use for a mail that some text names by its Message-ID: Exchange Online uses the whole
     * Message-ID, Amazon SES its left side.
     */
    public static Stream<String> possible(String messageId) {
        String id = messageId.startsWith("<") && messageId.endsWith(">")
                ? messageId.substring(1, messageId.length() - 1)
                : messageId;
        int at = id.indexOf('@');
        return at < 0 ? Stream.of(id) : Stream.of(id, id.substring(0, at));
    }

    private static String withoutFullStop(MatchResult match) {
        String id = match.group(1);
        return id.endsWith(".") ? id.substring(0, id.length() - 1) : id;
    }
}
