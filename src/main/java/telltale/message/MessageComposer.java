package telltale.message;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import telltale.message.html.PlainText;
import telltale.message.html.PreferenceLinks;
import telltale.message.html.TrackedHtml;
import telltale.message.mime.ByteSink;
import telltale.message.mime.ComposedMessage;
import telltale.message.mime.EncodedHeader;
import telltale.message.mime.Envelope;
import telltale.message.mime.MimePart;
import telltale.message.mime.SharedHeaders;
import telltale.model.DeliveryId;
import telltale.model.MailMessage;
import telltale.model.Mailbox;

/**
 * Makes the bytes of a message.
 *
 * <p>It writes them itself: a tree of jakarta.mail parts looks its providers up once a part, through the class loader of
 * whatever thread it runs on, which costs more than all the rest and fails on threads of the container.
 */
public final class MessageComposer {
    /** RFC 5322 section 3.3. */
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM uuuu HH:mm:ss xx", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private MessageComposer() {}

    /**
     * The HTML of a mail, made from its text where it has none.
     */
    public static String html(MailMessage mail) {
        return html(mail.html(), mail.text());
    }

    /** The same where at least one of the two is there. */
    public static String html(@Nullable String html, @Nullable String text) {
        return html != null ? html : PlainText.toHtml(text == null ? "" : text);
    }

    /**
     * Composes multipart/alternative (RFC 2046 section 5.1.4): the text first, as its sender wrote it or made from the
     * sender's HTML, then the HTML with what is tracked in it.
     *
     * @param from the author, and the envelope sender too
     * @param id names the message: {@code <id@domain of the author>}
     * @param tracked made from {@link #html}
     * @return the same bytes for the same arguments
     */
    public static ComposedMessage compose(
            MailMessage mail, Mailbox from, DeliveryId id, Instant date, TrackedHtml tracked) {
        return compose(RecipientCopy.of(mail, from), id, date, tracked);
    }

    /**
     * The same, with whatever goes along: images that the HTML shows beside it in multipart/related (RFC 2387), other
     * files behind them in multipart/mixed.
     *
     * @param tracked made from {@link RecipientCopy#shownHtml}
     */
    public static ComposedMessage compose(RecipientCopy copy, DeliveryId id, Instant date, TrackedHtml tracked) {
        // "=_" never stands in quoted-printable or base64, so no part can hold a boundary (RFC 2045 sections 6.7, 6.8).
        MimePart html = MimePart.text("text/html", tracked.wording());
        List<MimePart> shown = copy.enclosures().shown();
        List<MimePart> others = copy.enclosures().others();
        MimePart related = shown.isEmpty() ? html : MimePart.many("related", "=_r" + id, html, shown);
        MimePart body = MimePart.many(
                "alternative", "=_" + id, MimePart.text("text/plain", copy.shownText()), List.of(related));
        MimePart all = others.isEmpty() ? body : MimePart.many("mixed", "=_m" + id, body, others);
        ByteSink wire = new ByteSink();
        header(wire, copy, id, date);
        all.writeTo(wire);
        return new ComposedMessage(new Envelope(copy.letterhead().author(), copy.recipient()), wire);
    }

    /** The fields by which a mail program unsubscribes (RFC 2369 section 3.2, RFC 8058 section 3.1), in their order. */
    public static Map<String, String> oneClick(@Nullable PreferenceLinks links) {
        Map<String, String> fields = new LinkedHashMap<>();
        if (links != null) {
            fields.put("List-Unsubscribe", "<" + links.unsubscribe() + ">");
            fields.put("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }
        return fields;
    }

    private static void header(ByteSink wire, RecipientCopy copy, DeliveryId id, Instant date) {
        SharedHeaders letterhead = copy.letterhead();
        wire.add(letterhead.from());
        add(wire, EncodedHeader.mailbox("To", copy.to()));
        wire.add(letterhead.others());
        add(wire, EncodedHeader.text("Subject", copy.subject()));
        add(wire, EncodedHeader.of("Date", DATE.format(date)));
        add(wire, EncodedHeader.of("Message-ID", "<" + id + "@" + letterhead.domain() + ">"));
        wire.add(letterhead.own());
        oneClick(copy.oneClick()).forEach((name, value) -> {
            if (!letterhead.says(name)) {
                add(wire, EncodedHeader.of(name, value));
            }
        });
        wire.add("MIME-Version: 1.0\r\n");
    }

    private static void add(ByteSink wire, EncodedHeader field) {
        wire.add(field.toWire());
    }
}
