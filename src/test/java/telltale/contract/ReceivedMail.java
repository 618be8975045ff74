package telltale.contract;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;

/** A received mail, parsed as a mail client would. */
record ReceivedMail(MimeMessage message) {
    static ReceivedMail of(byte[] octets) {
        try {
            return new ReceivedMail(
                    new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(octets)));
        } catch (MessagingException e) {
            throw new AssertionError("what came is not a mail: " + e.getMessage(), e);
        }
    }

    String header(String name) throws MessagingException {
        return Objects.requireNonNull(message.getHeader(name, null), name + " is missing in the mail");
    }

    String to() throws MessagingException {
        return message.getRecipients(Message.RecipientType.TO)[0].toString();
    }

    /** Returns the body of a type in {@code multipart/alternative} (RFC 2046 section 5.1.4). */
    String alternative(String type) throws MessagingException, IOException {
        MimeMultipart alternatives = (MimeMultipart) message.getContent();
        for (int i = 0; i < alternatives.getCount(); i++) {
            if (alternatives.getBodyPart(i).isMimeType(type)) {
                return (String) alternatives.getBodyPart(i).getContent();
            }
        }
        throw new AssertionError("the mail has no " + type + " but " + message.getContentType());
    }

    /** Returns the tracking pixel, which is the last image in the HTML. */
    Element pixel() throws MessagingException, IOException {
        return Objects.requireNonNull(
                Jsoup.parse(alternative("text/html")).select("img").last(), "the HTML has no image");
    }

    /** Returns the addresses of the links in the HTML, unchanged. */
    List<String> links() throws MessagingException, IOException {
        return Jsoup.parse(alternative("text/html")).select("a[href]").eachAttr("href");
    }

    URI pixelAddress() throws MessagingException, IOException {
        return URI.create(pixel().attr("src"));
    }
}
