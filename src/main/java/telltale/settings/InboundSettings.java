package telltale.settings;

import static telltale.settings.Setting.EMAIL_BOUNCES;
import static telltale.settings.Setting.INBOUND_DONE;
import static telltale.settings.Setting.INBOUND_FORWARD;
import static telltale.settings.Setting.INBOUND_KEEP_REPLIES;
import static telltale.settings.Setting.INBOUND_PASS;
import static telltale.settings.Setting.INBOUND_RETENTION;
import static telltale.settings.Setting.INBOUND_URL;
import static telltale.settings.Setting.TELLTALE_INBOUND_ADDRESS;
import static telltale.settings.Setting.TELLTALE_INBOUND_PORT;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.model.BounceAddress;
import telltale.model.Host;
import telltale.settings.MailboxServer.Protocol;

/**
 * The settings of mail that comes back.
 *
 * @param mailboxes the mailboxes that are read
 * @param afterReading what happens to a mail there when its report is stored
 * @param listener where mail is accepted by SMTP and LMTP, null for nowhere
 * @param retention how long the octets of a mail are kept
 * @param keepsReplies whether the texts that people wrote are kept
 * @param forward where replies are forwarded
 * @param notifications what proves that a notification is from a mail provider
 */
public record InboundSettings(
        List<MailboxServer> mailboxes,
        AfterReading afterReading,
        @Nullable Listener listener,
        Duration retention,
        boolean keepsReplies,
        ReplyTarget forward,
        NotificationSettings notifications) {
    private static final int MAX_MAILBOXES = 9;

    /**
     * Where mail is accepted.
     *
     * @param port 0 for any free one
     */
    public record Listener(String address, int port) {}

    public InboundSettings {
        mailboxes = List.copyOf(mailboxes);
    }

    /** @param smtp the mail server, whose access tokens mailboxes of the same user need no password for; or null */
    static InboundSettings read(SettingsReader reader, @Nullable SmtpServer smtp) {
        AfterReading afterReading = reader.orDefault(INBOUND_DONE, AfterReading::parse);
        List<MailboxServer> mailboxes = mailboxes(reader, tokenUser(smtp));
        if (mailboxes.isEmpty()) {
            reader.warnNoEffect(INBOUND_DONE, "no INBOUND_URL is set");
        }
        for (MailboxServer mailbox : mailboxes) {
            if (mailbox.protocol() == Protocol.POP3 && afterReading instanceof AfterReading.Move) {
                reader.addProblem("INBOUND_DONE is move, but " + mailbox.setting()
                        + " is a POP3 mailbox, which has no other folder. Set INBOUND_DONE to seen or delete.");
            }
        }
        return new InboundSettings(
                mailboxes,
                afterReading,
                listener(reader),
                Duration.ofDays(reader.orDefault(INBOUND_RETENTION, Parsers.between(0, 36_500))),
                reader.orDefault(INBOUND_KEEP_REPLIES, Parsers::onOrOff),
                forward(reader),
                NotificationSettings.read(reader));
    }

    private static ReplyTarget forward(SettingsReader reader) {
        ReplyTarget target = reader.orDefault(INBOUND_FORWARD, ReplyTarget::parse);
        BounceAddress bounces = reader.optional(EMAIL_BOUNCES, BounceAddress::parse);
        if (target instanceof ReplyTarget.Address fixed && bounces != null && bounces.accepts(fixed.address())) {
            reader.addProblem("INBOUND_FORWARD is an address of EMAIL_BOUNCES, so forwarded replies would come back."
                    + " Set INBOUND_FORWARD to another address.");
        }
        return target;
    }

    private static List<MailboxServer> mailboxes(SettingsReader reader, @Nullable String tokenUser) {
        List<MailboxServer> mailboxes = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (int number = 1; number <= MAX_MAILBOXES; number++) {
            MailboxServer mailbox =
                    mailbox(reader, numbered(INBOUND_URL, number), numbered(INBOUND_PASS, number), tokenUser);
            if (mailbox != null && !keys.add(mailbox.key())) {
                reader.addProblem(
                        mailbox.setting() + " names the same mailbox as another setting. Remove one of them.");
            } else if (mailbox != null) {
                mailboxes.add(mailbox);
            }
        }
        return mailboxes;
    }

    /** The user whose mailboxes are read with access tokens, or null. */
    private static @Nullable String tokenUser(@Nullable SmtpServer smtp) {
        return smtp == null || smtp.login() == null || smtp.login().oauth() == null
                ? null
                : smtp.login().user();
    }

    private static Setting numbered(Setting first, int number) {
        return number == 1 ? first : Setting.valueOf(first.name() + "_" + number);
    }

    private static @Nullable MailboxServer mailbox(
            SettingsReader reader, Setting urlName, Setting passName, @Nullable String tokenUser) {
        MailboxUrl url = reader.optional(urlName, MailboxUrl::parse);
        String password = reader.optional(passName, Function.identity());
        if (!reader.isSet(urlName)) {
            reader.warnNoEffect(passName, urlName + " is not set");
        }
        if (url == null) {
            return null;
        }
        // Another provider must not get the tokens, as it would by a missing password.
        boolean usesTokens = password == null && url.user().equalsIgnoreCase(tokenUser);
        if (!usesTokens) {
            reader.require(urlName, passName, "Set " + passName + " to the password of that mailbox.");
        }
        return password == null && !usesTokens
                ? null
                : new MailboxServer(
                        urlName.name(),
                        url.protocol(),
                        url.tls(),
                        url.user(),
                        url.host(),
                        url.port(),
                        url.folder(),
                        password == null ? null : new Secret(password));
    }

    private static @Nullable Listener listener(SettingsReader reader) {
        Integer port = reader.optional(TELLTALE_INBOUND_PORT, Parsers::portOrZero);
        if (port == null) {
            reader.warnNoEffect(TELLTALE_INBOUND_ADDRESS, "TELLTALE_INBOUND_PORT is not set");
            return null;
        }
        return new Listener(reader.orDefault(TELLTALE_INBOUND_ADDRESS, Host::parse), port);
    }
}
