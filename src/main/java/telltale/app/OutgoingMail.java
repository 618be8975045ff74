package telltale.app;

import jakarta.mail.Session;
import java.time.Clock;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import telltale.dkim.DkimSigner;
import telltale.dkim.SigningMailSender;
import telltale.model.EmailAddress;
import telltale.model.Mailbox;
import telltale.oauth.AccessTokens;
import telltale.sending.SendingNotConfiguredException;
import telltale.settings.DkimSettings;
import telltale.settings.Jndi;
import telltale.settings.PixelUrl;
import telltale.settings.Settings;
import telltale.settings.SmtpServer;
import telltale.smtp.MailSender;
import telltale.smtp.SmtpMailSender;
import telltale.smtp.SmtpMetrics;
import telltale.smtp.SmtpRoute;
import telltale.smtp.SmtpTimeouts;
import telltale.supervision.Supervisor;

/** The configuration for sending mail: complete, or with a description of the missing setting. */
sealed interface OutgoingMail {
    /** The JNDI name of a container's mail session. */
    String MAIL_SESSION = "mail/Session";

    /**
     * The container's mail session if there is one, otherwise the mail server of the settings.
     *
     * @param tokens the access tokens of the account that sends mail, if it has any
     * @throws StartupException if the container's session cannot be used safely
     */
    static OutgoingMail of(
            Settings settings, @Nullable AccessTokens tokens, Clock clock, Supervisor supervisor, SmtpMetrics metrics) {
        PixelUrl pixelUrl = settings.pixelUrl();
        SmtpRoute route = route(settings, tokens, SmtpTimeouts.DEFAULT);
        if (route == null) {
            return new Missing(
                    "No mail server is configured. Set EMAIL_USER and EMAIL_PASS (Gmail), or EMAIL_HOST (any other),"
                            + " or define the JNDI resource " + MAIL_SESSION + ".");
        }
        if (pixelUrl == null) {
            return new Missing("PIXEL_URL is not set, so mail would have no pixel address. Set it to the public address"
                    + " of the pixel on this server, such as https://mail.example.com/app/pixel.");
        }
        Mailbox from = settings.from() != null ? settings.from() : route.defaultFrom();
        if (from == null) {
            return new Missing(
                    "EMAIL_FROM is not set, and EMAIL_USER is not an email address. Set EMAIL_FROM to the sender.");
        }
        if (settings.ehloName() != null) {
            route.identifyAs(settings.ehloName());
        }
        LoggerFactory.getLogger(OutgoingMail.class)
                .info("Mail is sent through {}, from {}.", route, from.address().masked());
        MailSender sender = new SmtpMailSender(route, clock, supervisor, metrics);
        return new Ready(signing(sender, from, settings.dkim(), clock), sender, from, pixelUrl);
    }

    private static MailSender signing(MailSender sender, Mailbox from, @Nullable DkimSettings dkim, Clock clock) {
        if (dkim == null) {
            return sender;
        }
        String domain = dkimDomain(dkim, from);
        DkimSigner signer = new DkimSigner(dkim.key(), dkim.selector(), domain, clock);
        LoggerFactory.getLogger(OutgoingMail.class).info("Every mail is signed: {}.", signer);
        return new SigningMailSender(sender, signer);
    }

    /** The domain of Telltale's DKIM signatures, or null if it does not sign. */
    static @Nullable String dkimDomain(Settings settings, Mailbox from) {
        return settings.dkim() == null ? null : dkimDomain(settings.dkim(), from);
    }

    private static String dkimDomain(DkimSettings dkim, Mailbox from) {
        return dkim.domain() != null ? dkim.domain() : from.address().asciiDomain();
    }

    /** The domains for which the mail server of the settings authenticates its account; null for another server. */
    static @Nullable Set<String> accountDomains(Settings settings) {
        SmtpServer server = settings.smtp();
        if (server == null || Jndi.find(MAIL_SESSION).isPresent()) {
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

    /**
     * The way to the mail server, null if there is none.
     *
     * @param tokens those of the account, null if it logs in with a password
     * @param timeouts those for the server of the settings
     * @throws StartupException if the container's session cannot be used safely
     */
    static @Nullable SmtpRoute route(Settings settings, @Nullable AccessTokens tokens, SmtpTimeouts timeouts) {
        Optional<Object> container = Jndi.find(MAIL_SESSION);
        if (container.isPresent()) {
            if (!(container.get() instanceof Session session)) {
                throw new StartupException("JNDI " + MAIL_SESSION + " is a "
                        + container.get().getClass().getName() + ", not a jakarta.mail.Session of this application."
                        + " On Tomcat, set the Resource's factory to telltale.smtp.MailSessionFactory.");
            }
            try {
                return SmtpRoute.of(session, settings.clearTextAllowed());
            } catch (IllegalArgumentException unsafe) {
                throw new StartupException("JNDI " + MAIL_SESSION + " cannot be used: " + unsafe.getMessage(), unsafe);
            }
        }
        SmtpServer server = settings.smtp();
        return server == null ? null : SmtpRoute.to(server, tokens, timeouts);
    }

    /** The submission that {@code factory} creates from a complete configuration, or one that refuses every mail. */
    MailSubmission submission(Function<Ready, MailSubmission> factory);

    /**
     * A complete configuration.
     *
     * @param unsigned sends mail as it is; closed with {@code sender}
     */
    record Ready(MailSender sender, MailSender unsigned, Mailbox from, PixelUrl pixelUrl) implements OutgoingMail {
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
