package telltale.app;

import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import telltale.dkim.DkimSigner;
import telltale.domains.SenderDirectory;
import telltale.domains.SenderDomain;
import telltale.message.mime.ComposedMessage;
import telltale.model.EmailAddress;
import telltale.model.Mailbox;
import telltale.oauth.AccessTokens;
import telltale.sending.SendingNotConfiguredException;
import telltale.settings.DkimSettings;
import telltale.settings.PixelUrl;
import telltale.settings.Settings;
import telltale.settings.SmtpServer;
import telltale.smtp.MailSender;
import telltale.smtp.ProviderField;
import telltale.smtp.RewritingMailSender;
import telltale.smtp.SmtpMailSender;
import telltale.smtp.SmtpMetrics;
import telltale.smtp.SmtpRoute;
import telltale.smtp.SmtpTimeouts;
import telltale.supervision.Supervisor;

/** The configuration for sending mail: complete, or with a description of the missing setting. */
sealed interface OutgoingMail {
    /**
     * The mail servers of the settings and of the container.
     *
     * @param tokens the access tokens of the account that sends mail, if it has any
     * @param senders the domains whose mail is signed with keys of their own
     * @throws StartupException if they cannot be used safely, or do not send mail of the default sender
     */
    static OutgoingMail of(
            Settings settings,
            @Nullable AccessTokens tokens,
            SenderDirectory senders,
            Clock clock,
            Supervisor supervisor,
            SmtpMetrics metrics) {
        PixelUrl pixelUrl = settings.pixelUrl();
        List<OutgoingServer> servers = OutgoingServer.all(settings, tokens, SmtpTimeouts.DEFAULT);
        if (servers.isEmpty()) {
            return new Missing(
                    "No mail server is configured. Set EMAIL_USER and EMAIL_PASS (Gmail), or EMAIL_HOST (any other),"
                            + " or define the JNDI resource " + OutgoingServer.MAIL_SESSION + ".");
        }
        if (pixelUrl == null) {
            return new Missing("PIXEL_URL is not set, so mail would have no pixel address. Set it to the public address"
                    + " of the pixel on this server, such as https://mail.example.com/app/pixel.");
        }
        Mailbox from = settings.from() != null
                ? settings.from()
                : servers.get(0).route().defaultFrom();
        if (from == null) {
            return new Missing(
                    "EMAIL_FROM is not set, and EMAIL_USER is not an email address. Set EMAIL_FROM to the sender.");
        }
        checkDefaultSender(servers, from);
        Function<String, List<DkimSigner>> signers = signers(senders, defaultSigners(from, settings.dkim(), clock));
        List<Ready.Server> ready = servers.stream()
                .map(server -> ready(server, settings, from, signers, clock, supervisor, metrics))
                .toList();
        return new Ready(ready, from, pixelUrl);
    }

    private static Ready.Server ready(
            OutgoingServer server,
            Settings settings,
            Mailbox from,
            Function<String, List<DkimSigner>> signers,
            Clock clock,
            Supervisor supervisor,
            SmtpMetrics metrics) {
        SmtpRoute route = server.route();
        if (settings.ehloName() != null) {
            route.identifyAs(settings.ehloName());
        }
        LoggerFactory.getLogger(OutgoingMail.class)
                .info(
                        "Mail is sent through {} ({}), from {}.",
                        route,
                        server.name(),
                        from.address().masked());
        MailSender sender = new SmtpMailSender(route, clock, supervisor, metrics.of(server.name()));
        return new Ready.Server(server, new RewritingMailSender(sender, change(route.host(), signers)), sender);
    }

    /** Adds the field of the host's provider and the signatures to each message. */
    static UnaryOperator<ComposedMessage> change(String host, Function<String, List<DkimSigner>> signers) {
        UnaryOperator<ComposedMessage> signing = DkimSigner.by(signers);
        return ProviderField.ofServer(host)
                .<UnaryOperator<ComposedMessage>>map(field -> message -> signing.apply(field.addTo(message)))
                .orElse(signing);
    }

    /** Notices and forwarded replies are from the default sender, without a campaign. */
    private static void checkDefaultSender(List<OutgoingServer> servers, Mailbox from) {
        String domain = from.address().asciiDomain();
        if (servers.stream().noneMatch(server -> server.scope().includes(domain, null))) {
            throw new StartupException("No mail server sends mail from " + domain
                    + " without a campaign, such as notices." + " In EMAIL_SERVERS, let one of them send it.");
        }
    }

    /** The signers of a domain that has keys which sign, and otherwise those of the settings. */
    private static Function<String, List<DkimSigner>> signers(SenderDirectory senders, List<DkimSigner> otherwise) {
        return domain -> senders.find(domain)
                .map(SenderDomain::signers)
                .filter(own -> !own.isEmpty())
                .orElse(otherwise);
    }

    private static List<DkimSigner> defaultSigners(Mailbox from, @Nullable DkimSettings dkim, Clock clock) {
        if (dkim == null) {
            return List.of();
        }
        String domain = dkimDomain(dkim, from);
        DkimSigner signer = new DkimSigner(dkim.key(), dkim.selector(), domain, clock);
        LoggerFactory.getLogger(OutgoingMail.class)
                .info("Mail of senders without keys of their own is signed: {}.", signer);
        return List.of(signer);
    }

    /** The domain of Telltale's DKIM signatures, or null if it does not sign. */
    static @Nullable String dkimDomain(Settings settings, Mailbox from) {
        return settings.dkim() == null ? null : dkimDomain(settings.dkim(), from);
    }

    private static String dkimDomain(DkimSettings dkim, Mailbox from) {
        return dkim.domain() != null ? dkim.domain() : from.address().asciiDomain();
    }

    /** The domains for which the mail server of the settings authenticates its account; null for others or several. */
    static @Nullable Set<String> accountDomains(Settings settings) {
        SmtpServer server = settings.smtp();
        if (server == null || !settings.servers().further().isEmpty() || !OutgoingServer.isMainOfSettings(settings)) {
            return null;
        }
        Set<String> domains = new HashSet<>(SmtpServer.isGmail(server.host()) ? SmtpServer.GMAIL_DOMAINS : Set.of());
        if (server.login() != null) {
            domains.add(domain(server.login().user()));
        }
        return domains;
    }

    /** The domain of a user name that is an email address; otherwise empty. */
    private static String domain(String user) {
        try {
            return EmailAddress.parse(user).asciiDomain();
        } catch (IllegalArgumentException notAnAddress) {
            return "";
        }
    }

    /** The submission that {@code factory} creates from a complete configuration, or one that refuses every mail. */
    MailSubmission submission(Function<Ready, MailSubmission> factory);

    /**
     * A complete configuration.
     *
     * @param servers at least one
     */
    record Ready(List<Server> servers, Mailbox from, PixelUrl pixelUrl) implements OutgoingMail {
        public Ready {
            servers = List.copyOf(servers);
        }

        /**
         * A mail server that can be used.
         *
         * @param unsigned sends mail as it is; closed with {@code sender}
         */
        record Server(OutgoingServer configured, MailSender sender, MailSender unsigned) {}

        /** Sends mail of the default sender as it is. */
        MailSender unsigned() {
            String domain = from.address().asciiDomain();
            return servers.stream()
                    .filter(server -> server.configured.scope().includes(domain, null))
                    .findFirst()
                    .orElseThrow()
                    .unsigned;
        }

        @Override
        public MailSubmission submission(Function<Ready, MailSubmission> factory) {
            return factory.apply(this);
        }
    }

    /**
     * An incomplete configuration.
     *
     * @param sentence the missing setting, and what to do
     */
    record Missing(String sentence) implements OutgoingMail {
        @Override
        public MailSubmission submission(Function<Ready, MailSubmission> factory) {
            return new MailSubmission(
                    (mail, notify) -> {
                        throw new SendingNotConfiguredException(sentence);
                    },
                    () -> {
                        throw new SendingNotConfiguredException(sentence);
                    });
        }
    }
}
