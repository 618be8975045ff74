package telltale.app;

import jakarta.mail.Session;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import telltale.dkim.DkimSigner;
import telltale.dkim.SigningMailSender;
import telltale.model.Mailbox;
import telltale.sending.SendingNotConfiguredException;
import telltale.settings.DkimSettings;
import telltale.settings.Jndi;
import telltale.settings.PixelUrl;
import telltale.settings.Settings;
import telltale.settings.SmtpServer;
import telltale.smtp.MailSender;
import telltale.smtp.SmtpMailSender;
import telltale.smtp.SmtpRoute;
import telltale.smtp.SmtpTimeouts;
import telltale.supervision.Supervisor;

/** What is known of how mail leaves: enough to send, or what is missing for it. */
sealed interface OutgoingMail {
    /** Where a container offers its mail server (JNDI). */
    String MAIL_SESSION = "mail/Session";

    /**
     * The container's mail session where there is one, else what the settings say.
     *
     * @throws StartupException if the container's session cannot be used safely
     */
    static OutgoingMail of(Settings settings, Clock clock, Supervisor supervisor) {
        PixelUrl pixelUrl = settings.pixelUrl();
        SmtpRoute route = route(settings);
        if (route == null) {
            return new Missing(
                    "No mail server is set. Set EMAIL_USER and EMAIL_PASS (Gmail), or EMAIL_HOST (any other),"
                            + " or give the server a JNDI resource " + MAIL_SESSION + ".");
        }
        if (pixelUrl == null) {
            return new Missing("PIXEL_URL is not set, so no mail could name its pixel. Set it to the address by which"
                    + " recipients reach this server, such as https://mail.example.com/app/pixel.");
        }
        Mailbox from = settings.from() != null ? settings.from() : route.defaultFrom();
        if (from == null) {
            return new Missing("EMAIL_FROM is not set, and EMAIL_USER is not a mail address. Set it to the sender.");
        }
        LoggerFactory.getLogger(OutgoingMail.class)
                .info("Mail is sent through {}, from {}.", route, from.address().masked());
        MailSender sender = new SmtpMailSender(route, clock, supervisor);
        return new Ready(signing(sender, from, settings.dkim(), clock), from, pixelUrl);
    }

    private static MailSender signing(MailSender sender, Mailbox from, @Nullable DkimSettings dkim, Clock clock) {
        if (dkim == null) {
            return sender;
        }
        String domain = dkim.domain() != null ? dkim.domain() : from.address().asciiDomain();
        DkimSigner signer = new DkimSigner(dkim.key(), dkim.selector(), domain, clock);
        LoggerFactory.getLogger(OutgoingMail.class).info("Every mail is signed: {}.", signer);
        return new SigningMailSender(sender, signer);
    }

    private static @Nullable SmtpRoute route(Settings settings) {
        Optional<Object> container = Jndi.find(MAIL_SESSION);
        if (container.isPresent()) {
            if (!(container.get() instanceof Session session)) {
                throw new StartupException("JNDI " + MAIL_SESSION + " is a "
                        + container.get().getClass().getName() + ", not a jakarta.mail.Session of this application."
                        + " On Tomcat, give the Resource the factory telltale.smtp.MailSessionFactory.");
            }
            try {
                return SmtpRoute.of(session, settings.clearTextAllowed());
            } catch (IllegalArgumentException unsafe) {
                throw new StartupException("JNDI " + MAIL_SESSION + " is not used: " + unsafe.getMessage(), unsafe);
            }
        }
        SmtpServer server = settings.smtp();
        return server == null ? null : SmtpRoute.to(server, SmtpTimeouts.DEFAULT);
    }

    /** Takes mails by what {@code sending} makes of a complete configuration, or refuses them all. */
    MailSubmission sending(Function<Ready, MailSubmission> sending);

    /** Everything that sending needs. */
    record Ready(MailSender sender, Mailbox from, PixelUrl pixelUrl) implements OutgoingMail {
        @Override
        public MailSubmission sending(Function<Ready, MailSubmission> sending) {
            return sending.apply(this);
        }
    }

    /**
     * Something is missing.
     *
     * @param sentence which setting, and what to do
     */
    record Missing(String sentence) implements OutgoingMail {
        @Override
        public MailSubmission sending(Function<Ready, MailSubmission> sending) {
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
