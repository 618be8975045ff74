package telltale.mail;

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
import telltale.model.Address;
import telltale.model.DeliveryId;
import telltale.model.Mail;
import telltale.model.Mailbox;

/** Mails with names, for tests. */
final class Mails {
    static final DeliveryId ID = DeliveryId.parse("01939f5e-7a00-7abc-8def-0123456789ab");
    static final Instant DATE = Instant.parse("2026-11-22T15:00:00.123Z");
    static final Mailbox NEWS = Mailbox.parse("Telltale News <news@example.org>");
    static final Pixel PIXEL = Pixel.invisible(URI.create("https://t.example.org/app/pixel/AbC_1-2?x=1&y=2"));

    private Mails() {}

    static Mail of(String subject, @Nullable String html, @Nullable String text) {
        return new Mail(Address.parse("ann@example.com"), subject, html, text, null);
    }

    static ComposedMail hello() {
        return composed(of("Hello", "<p>Hello Ann</p>", null));
    }

    static ComposedMail composed(Mail mail) {
        return composed(mail, NEWS);
    }

    static ComposedMail composed(Mail mail, Mailbox from) {
        return Composer.compose(mail, from, ID, DATE, tracked(Composer.html(mail)));
    }

    /** With the pixel alone. */
    static TrackedHtml tracked(String html) {
        return TrackedHtml.of(html, new Tracking(PIXEL, null));
    }

    static ComposedMail to(String recipient) {
        return composed(new Mail(Address.parse(recipient), "Hello", "<p>Hello</p>", null, null));
    }

    static String wire(ComposedMail mail) {
        return new String(bytes(mail), StandardCharsets.UTF_8);
    }

    static MimeMessage parsed(ComposedMail mail) {
        try {
            Properties utf8 = new Properties();
            utf8.put("mail.mime.allowutf8", "true");
            return new MimeMessage(Session.getInstance(utf8), new ByteArrayInputStream(bytes(mail)));
        } catch (MessagingException unreadable) {
            throw new AssertionError("a composed mail is no message", unreadable);
        }
    }

    static byte[] bytes(ComposedMail mail) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(mail.size());
        try {
            mail.writeTo(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }
}
