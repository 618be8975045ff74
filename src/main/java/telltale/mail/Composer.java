package telltale.mail;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    public static ComposedMail compose(Mail mail, Mailbox from, DeliveryId id, Instant date, TrackedHtml tracked) {
        return compose(Copy.of(mail, from), id, date, tracked);
    }

    /**
     * The same, with whatever goes along: images that the HTML shows beside it in multipart/related (RFC 2387), other
     * files behind them in multipart/mixed.
     *
     * @param tracked made from {@link Copy#shownHtml}
     */
    public static ComposedMail compose(Copy copy, DeliveryId id, Instant date, TrackedHtml tracked) {
        // "=_" never stands in quoted-printable or base64, so no part can hold a boundary (RFC 2045 sections 6.7, 6.8).
        Body html = Body.text("text/html", tracked.wording());
        List<Body> shown = copy.enclosures().shown();
        List<Body> others = copy.enclosures().others();
        Body related = shown.isEmpty() ? html : Body.many("related", "=_r" + id, html, shown);
        Body body = Body.many("alternative", "=_" + id, Body.text("text/plain", copy.shownText()), List.of(related));
        Body all = others.isEmpty() ? body : Body.many("mixed", "=_m" + id, body, others);
        Wire wire = new Wire();
        header(wire, copy, id, date);
        all.writeTo(wire);
        return new ComposedMail(new Envelope(copy.letterhead().author(), copy.recipient()), wire);
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

    private static void header(Wire wire, Copy copy, DeliveryId id, Instant date) {
        Letterhead letterhead = copy.letterhead();
        wire.add(letterhead.from());
        add(wire, Header.mailbox("To", copy.to()));
        wire.add(letterhead.others());
        add(wire, Header.text("Subject", copy.subject()));
        add(wire, Header.of("Date", DATE.format(date)));
        add(wire, Header.of("Message-ID", "<" + id + "@" + letterhead.domain() + ">"));
        wire.add(letterhead.own());
        oneClick(copy.oneClick()).forEach((name, value) -> {
            if (!letterhead.says(name)) {
                add(wire, Header.of(name, value));
            }
        });
        wire.add("MIME-Version: 1.0\r\n");
    }

    private static void add(Wire wire, Header field) {
        wire.add(field.toWire());
    }
}
