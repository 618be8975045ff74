package telltale.mail;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.Mail;
import telltale.model.Mailbox;

/**
 * Makes the bytes of a message.
 *
 * <p>It writes them itself: a tree of jakarta.mail parts looks its providers up once a part, through the class loader of
 * whatever thread it runs on, which costs more than all the rest and fails on threads of the container.
 */
public final class Composer {
    /** RFC 5322 section 3.3. */
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM uuuu HH:mm:ss xx", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private Composer() {}

    /**
     * The HTML of a mail, made from its text where it has none.
     */
    public static String html(Mail mail) {
        return mail.html() != null ? mail.html() : PlainText.toHtml(given(mail.text()));
    }

    /** The same for a mail from which nobody unsubscribes by one click. */
    public static ComposedMail compose(Mail mail, Mailbox from, DeliveryId id, Instant date, TrackedHtml tracked) {
        return compose(mail, from, id, date, tracked, null);
    }

    /**
     * Composes multipart/alternative (RFC 2046 section 5.1.4): the text first, as its sender wrote it or made from the
     * sender's HTML, then the HTML with what is tracked in it.
     *
     * @param from the author, and the envelope sender too
     * @param id names the message: {@code <id@domain of the author>}
     * @param tracked made from {@link #html}
     * @param oneClick what mail programs may unsubscribe by, or null for nothing
     * @return the same bytes for the same arguments
     */
    public static ComposedMail compose(
            Mail mail, Mailbox from, DeliveryId id, Instant date, TrackedHtml tracked, @Nullable ChoiceLinks oneClick) {
        String text = mail.text() != null ? mail.text() : PlainText.of(html(mail));
        // "=_" never stands in quoted-printable, so no part can hold the boundary (RFC 2045 section 6.7).
        String boundary = "=_" + id;
        String message = header(mail, from, id, date, boundary, oneClick)
                + part(boundary, "text/plain", text)
                + part(boundary, "text/html", tracked.html())
                + "--" + boundary + "--\r\n";
        return new ComposedMail(from.address(), mail.to(), message.getBytes(StandardCharsets.UTF_8));
    }

    private static String header(
            Mail mail, Mailbox from, DeliveryId id, Instant date, String boundary, @Nullable ChoiceLinks oneClick) {
        Stream<Header> usual = Stream.of(
                Header.mailbox("From", from),
                Header.mailbox("To", new Mailbox("", mail.to())),
                Header.text("Subject", mail.subject()),
                Header.of("Date", DATE.format(date)),
                Header.of("Message-ID", "<" + id + "@" + from.address().asciiDomain() + ">"),
                Header.of("MIME-Version", "1.0"),
                new Header("Content-Type", List.of("multipart/alternative;", "boundary=\"" + boundary + "\"")));
        return Stream.concat(
                        usual,
                        oneClick(oneClick).entrySet().stream()
                                .map(field -> Header.of(field.getKey(), field.getValue())))
                .map(Header::toWire)
                .collect(Collectors.joining("", "", "\r\n"));
    }

    /** The fields by which a mail program unsubscribes (RFC 2369 section 3.2, RFC 8058 section 3.1), in their order. */
    public static Map<String, String> oneClick(@Nullable ChoiceLinks links) {
        Map<String, String> fields = new LinkedHashMap<>();
        if (links != null) {
            fields.put("List-Unsubscribe", "<" + links.unsubscribe() + ">");
            fields.put("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }
        return fields;
    }

    private static String part(String boundary, String type, String content) {
        return "--" + boundary + "\r\n"
                + Header.of("Content-Type", type + "; charset=utf-8").toWire()
                + Header.of("Content-Transfer-Encoding", "quoted-printable").toWire()
                + "\r\n"
                + QuotedPrintable.encode(content)
                + "\r\n";
    }

    private static String given(@Nullable String body) {
        if (body == null) {
            throw new IllegalArgumentException("a mail needs html or text");
        }
        return body;
    }
}
