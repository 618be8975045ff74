package telltale.message;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import telltale.message.html.TrackedHtml;
import telltale.message.html.Tracking;
import telltale.message.html.TrackingPixel;
import telltale.message.mime.ComposedMessage;
import telltale.message.mime.Envelope;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.MailMessage;
import telltale.model.Mailbox;

/** Sample messages for tests. */
public final class TestMessages {
    public static final DeliveryId ID = DeliveryId.parse("01939f5e-7a00-7abc-8def-0123456789ab");
    public static final Instant DATE = Instant.parse("2026-11-22T15:00:00.123Z");
    public static final Mailbox NEWS = Mailbox.parse("Telltale News <news@example.org>");
    public static final TrackingPixel PIXEL =
            TrackingPixel.invisible(URI.create("https://t.example.org/app/pixel/AbC_1-2?x=1&y=2"));

    /** No signatures and no addresses besides the author's. */
    public static final ReturnPath UNSIGNED = new ReturnPath() {};

    private TestMessages() {}

    /** An envelope with the id of the sample delivery. */
    public static Envelope envelope(EmailAddress sender, EmailAddress recipient) {
        return new Envelope(sender, recipient, ID.toString());
    }

    public static MailMessage of(String subject, @Nullable String html, @Nullable String text) {
        return new MailMessage(EmailAddress.parse("ann@example.com"), subject, html, text, null);
    }

    public static ComposedMessage hello() {
        return composed(of("Hello", "<p>Hello Ann</p>", null));
    }

    public static ComposedMessage composed(MailMessage mail) {
        return composed(mail, NEWS);
    }

    public static ComposedMessage composed(MailMessage mail, Mailbox from) {
        return MessageComposer.compose(mail, from, ID, DATE, tracked(MessageComposer.html(mail)));
    }

    /** Tracks opens only. */
    public static TrackedHtml tracked(String html) {
        return TrackedHtml.of(html, new Tracking(PIXEL, null));
    }

    public static ComposedMessage to(String recipient) {
        return composed(new MailMessage(EmailAddress.parse(recipient), "Hello", "<p>Hello</p>", null, null));
    }

    public static String wire(ComposedMessage mail) {
        return new String(bytes(mail), StandardCharsets.UTF_8);
    }

    static MimeMessage parsed(ComposedMessage mail) {
        try {
            Properties utf8 = new Properties();
            utf8.put("mail.mime.allowutf8", "true");
            return new MimeMessage(Session.getInstance(utf8), new ByteArrayInputStream(bytes(mail)));
        } catch (MessagingException unreadable) {
            throw new AssertionError("a composed message cannot be parsed", unreadable);
        }
    }

    public static byte[] bytes(ComposedMessage mail) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(mail.size());
        try {
            mail.writeTo(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }
}
