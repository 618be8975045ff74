package telltale.settings;

import static telltale.settings.Setting.EMAIL_CONNECTIONS;
import static telltale.settings.Setting.EMAIL_FROM_ALLOWED;
import static telltale.settings.Setting.EMAIL_PER_DAY;
import static telltale.settings.Setting.EMAIL_PER_SECOND;
import static telltale.settings.Setting.TELLTALE_CONTENT_RETENTION;
import static telltale.settings.Setting.TELLTALE_MAX_CUSTOM_HEADERS;
import static telltale.settings.Setting.TELLTALE_MAX_MESSAGE_SIZE;
import static telltale.settings.Setting.TELLTALE_MAX_RECIPIENTS;
import static telltale.settings.Setting.TELLTALE_QUEUE_LIFETIME;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How mail is taken on and how fast it leaves.
 *
 * @param fromAllowed domains and addresses that may write, beside the usual sender; in lower case
 * @param connections to the mail server, of each node
 * @param perSecond mails of each node, 0 for no limit
 * @param perDay mails of all nodes in any 24 hours, 0 for no limit
 * @param giveUp how long after its first try a mail is given up
 * @param contentKept how long after the last outcome a mail's content is kept
 * @param mostRecipients of one message
 * @param mostBytes of one request, for a batch of one line
 * @param mostHeaders that a sender may add to a message
 */
public record OutboxSettings(
        List<String> fromAllowed,
        int connections,
        int perSecond,
        int perDay,
        Duration giveUp,
        Duration contentKept,
        int mostRecipients,
        int mostBytes,
        int mostHeaders) {
    /** Two nodes stay below the 50 that Postfix lets one client have (smtpd_client_connection_count_limit). */
    private static final String CONNECTIONS = "24";
    /** Gmail closes the connections of who opens many. */
    private static final String GMAIL_CONNECTIONS = "3";
    /** https://support.google.com/a/answer/166852 and https://support.google.com/mail/answer/22839 */
    private static final String GMAIL_PER_DAY = "500";

    private static final String WORKSPACE_PER_DAY = "2000";

    /** Per user, https://support.google.com/a/answer/2956491 */
    private static final String WORKSPACE_RELAY_PER_DAY = "10000";

    public OutboxSettings {
        fromAllowed = List.copyOf(fromAllowed);
    }

    static OutboxSettings read(SettingsReader reading, @Nullable SmtpServer smtp) {
        boolean gmail = smtp != null && smtp.isGmail();
        List<String> allowed = reading.maybe(EMAIL_FROM_ALLOWED, OutboxSettings::allowed);
        return new OutboxSettings(
                allowed == null ? List.of() : allowed,
                reading.always(EMAIL_CONNECTIONS, gmail ? GMAIL_CONNECTIONS : CONNECTIONS, Parsers.between(1, 500)),
                reading.always(EMAIL_PER_SECOND, Parsers.between(0, 100_000)),
                reading.always(EMAIL_PER_DAY, gmail ? gmailPerDay(smtp) : "0", Parsers.between(0, 100_000_000)),
                Duration.ofDays(reading.always(TELLTALE_QUEUE_LIFETIME, Parsers.between(1, 36_500))),
                Duration.ofDays(reading.always(TELLTALE_CONTENT_RETENTION, Parsers.between(0, 36_500))),
                reading.always(TELLTALE_MAX_RECIPIENTS, Parsers.between(1, 10_000_000)),
                reading.always(TELLTALE_MAX_MESSAGE_SIZE, Parsers.between(1000, 1_000_000_000 - 1)),
                reading.always(TELLTALE_MAX_CUSTOM_HEADERS, Parsers.between(0, 1000)));
    }

    private static String gmailPerDay(SmtpServer smtp) {
        if (smtp.isWorkspaceRelay()) {
            return WORKSPACE_RELAY_PER_DAY;
        }
        return isPersonal(smtp.login()) ? GMAIL_PER_DAY : WORKSPACE_PER_DAY;
    }

    private static boolean isPersonal(SmtpServer.@Nullable Login login) {
        if (login == null) {
            return false;
        }
        String user = login.user().toLowerCase(Locale.ROOT);
        return user.endsWith("@gmail.com") || user.endsWith("@googlemail.com");
    }

    private static List<String> allowed(String text) {
        List<String> allowed = Stream.of(text.toLowerCase(Locale.ROOT).split("[,\\s]+", -1))
                .filter(one -> !one.isEmpty())
                .toList();
        if (allowed.stream().anyMatch(one -> one.startsWith("@") || !one.contains("."))) {
            throw new IllegalArgumentException("");
        }
        return allowed;
    }
}
