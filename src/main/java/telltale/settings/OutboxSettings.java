package telltale.settings;

import static telltale.settings.Setting.EMAIL_CONNECTIONS;
import static telltale.settings.Setting.EMAIL_FROM_ALLOWED;
import static telltale.settings.Setting.EMAIL_PACE;
import static telltale.settings.Setting.EMAIL_PER_DAY;
import static telltale.settings.Setting.EMAIL_PER_SECOND;
import static telltale.settings.Setting.EMAIL_WARMUP;
import static telltale.settings.Setting.TELLTALE_CONTENT_RETENTION;
import static telltale.settings.Setting.TELLTALE_HOLD_SHARE;
import static telltale.settings.Setting.TELLTALE_MAX_CUSTOM_HEADERS;
import static telltale.settings.Setting.TELLTALE_MAX_MESSAGE_SIZE;
import static telltale.settings.Setting.TELLTALE_MAX_RECIPIENTS;
import static telltale.settings.Setting.TELLTALE_QUEUE_LIFETIME;
import static telltale.settings.Setting.TELLTALE_VIEW_RETENTION;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.model.WarmUp;

/**
 * The limits of submission and the sending rates.
 *
 * @param fromAllowed domains and addresses allowed as sender, in addition to the default sender; in lower case
 * @param connections connections to the mail server per node
 * @param perSecond messages per second and node, 0 for no limit
 * @param perDay messages of all nodes in any 24 hours, 0 for no limit
 * @param queueLifetime how long after its first attempt a message is retried
 * @param contentRetention how long content is kept after the final outcome
 * @param viewRetention how long it is kept for messages with web pages
 * @param maxRecipients recipients of one message
 * @param maxMessageSize bytes of one request, or of one line of a batch
 * @param maxCustomHeaders header fields that a sender may add to a message
 * @param holdShare the percentage of recipients that do not exist at which a campaign is held, 0 for never
 * @param isPaced whether mail is slowed down to the pace of each provider
 * @param warmUps of sender domains
 */
public record OutboxSettings(
        List<String> fromAllowed,
        int connections,
        int perSecond,
        int perDay,
        Duration queueLifetime,
        Duration contentRetention,
        Duration viewRetention,
        int maxRecipients,
        int maxMessageSize,
        int maxCustomHeaders,
        int holdShare,
        boolean isPaced,
        List<WarmUp> warmUps) {
    /** Two nodes stay below Postfix's limit of 50 per client (smtpd_client_connection_count_limit). */
    public static final int DEFAULT_CONNECTIONS = 24;
    /** Gmail closes connections of clients that open many. */
    private static final int GMAIL_CONNECTIONS = 3;
    /** https://support.google.com/a/answer/166852 and https://support.google.com/mail/answer/22839 */
    private static final int GMAIL_PER_DAY = 500;

    private static final int WORKSPACE_PER_DAY = 2000;

    /** Per user, https://support.google.com/a/answer/2956491 */
    private static final int WORKSPACE_RELAY_PER_DAY = 10_000;

    public OutboxSettings {
        fromAllowed = List.copyOf(fromAllowed);
        warmUps = List.copyOf(warmUps);
    }

    static OutboxSettings read(SettingsReader reader, @Nullable SmtpServer smtp) {
        List<String> allowed = reader.optional(EMAIL_FROM_ALLOWED, OutboxSettings::allowed);
        List<WarmUp> warmUps = reader.optional(EMAIL_WARMUP, WarmUpLine::parse);
        return new OutboxSettings(
                allowed == null ? List.of() : allowed,
                reader.orDefault(EMAIL_CONNECTIONS, String.valueOf(defaultConnections(smtp)), Parsers.between(1, 500)),
                reader.orDefault(EMAIL_PER_SECOND, Parsers.between(0, 100_000)),
                reader.orDefault(EMAIL_PER_DAY, String.valueOf(defaultPerDay(smtp)), Parsers.between(0, 100_000_000)),
                Duration.ofDays(reader.orDefault(TELLTALE_QUEUE_LIFETIME, Parsers.between(1, 36_500))),
                Duration.ofDays(reader.orDefault(TELLTALE_CONTENT_RETENTION, Parsers.between(0, 36_500))),
                Duration.ofDays(reader.orDefault(TELLTALE_VIEW_RETENTION, Parsers.between(0, 36_500))),
                reader.orDefault(TELLTALE_MAX_RECIPIENTS, Parsers.between(1, 10_000_000)),
                reader.orDefault(TELLTALE_MAX_MESSAGE_SIZE, Parsers.between(1000, 1_000_000_000 - 1)),
                reader.orDefault(TELLTALE_MAX_CUSTOM_HEADERS, Parsers.between(0, 1000)),
                reader.orDefault(TELLTALE_HOLD_SHARE, Parsers.between(0, 100)),
                reader.orDefault(EMAIL_PACE, Parsers::onOrOff),
                warmUps == null ? List.of() : warmUps);
    }

    /** The connections to a server if no setting says more. */
    static int defaultConnections(@Nullable SmtpServer smtp) {
        return smtp != null && smtp.isGmail() ? GMAIL_CONNECTIONS : DEFAULT_CONNECTIONS;
    }

    /** The messages that a server may get in 24 hours if no setting says more; 0 for no limit. */
    static int defaultPerDay(@Nullable SmtpServer smtp) {
        if (smtp == null || !smtp.isGmail()) {
            return 0;
        }
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
