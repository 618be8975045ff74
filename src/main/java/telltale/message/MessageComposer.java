package telltale.message;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import telltale.message.html.PlainText;
import telltale.message.html.TrackedHtml;
import telltale.message.mime.ByteSink;
import telltale.message.mime.ComposedMessage;
import telltale.message.mime.EncodedHeader;
import telltale.message.mime.Envelope;
import telltale.message.mime.MimePart;
import telltale.message.mime.SharedHeaders;
import telltale.message.source.SourceMail;
import telltale.model.DeliveryId;
import telltale.model.MailMessage;
import telltale.model.Mailbox;

/**
 * Composes messages as bytes.
 *
 * <p>It does not use jakarta.mail: a tree of its parts looks up providers for each part through the context class loader,
 * which costs more than everything else and fails on threads of the container.
 */
public final class MessageComposer {
    /** RFC 5322 section 3.3. */
    static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, d MMM uuuu HH:mm:ss xx", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private MessageComposer() {}

    /** The HTML of a message, converted from its text if there is no HTML. */
    public static String html(MailMessage mail) {
        return html(mail.html(), mail.text());
    }

    /** The HTML, or the text converted to HTML; at least one of the two must be given. */
    public static String html(@Nullable String html, @Nullable String text) {
        return html != null ? html : PlainText.toHtml(text == null ? "" : text);
    }

    /**
     * Composes multipart/alternative (RFC 2046 section 5.1.4): first the text, from the sender or converted from the HTML,
     * then the tracked HTML.
     *
     * @param from the author, also the envelope sender
     * @param id the left side of the Message-ID, {@code <id@domain of the author>}
     * @param tracked derived from {@link #html}
     * @return the same bytes for the same arguments
     */
    public static ComposedMessage compose(
            MailMessage mail, Mailbox from, DeliveryId id, Instant date, TrackedHtml tracked) {
        return compose(RecipientCopy.of(mail, from, id.toString()), id, date, tracked);
    }

    /**
     * Composes a recipient copy with attachments: inline images with the HTML in multipart/related (RFC 2387), other
     * files in multipart/mixed. An iCalendar object follows the HTML as the last alternative.
     *
     * @param tracked derived from {@link RecipientCopy#effectiveHtml}
     */
    public static ComposedMessage compose(RecipientCopy copy, DeliveryId id, Instant date, TrackedHtml tracked) {
        // "=_" never occurs in quoted-printable or base64, so no encoded part can contain a boundary (RFC 2045 sections
        // 6.7, 6.8). An attached message existed before the random id, so it cannot contain one either.
        MimePart html = MimePart.text("text/html", tracked.encoded());
        List<MimePart> inline = copy.attachments().inline();
        List<MimePart> attached = copy.attachments().attached();
        MimePart related = inline.isEmpty() ? html : MimePart.related("text/html", "=_r" + id, html, inline);
        List<MimePart> alternatives = new ArrayList<>(List.of(related));
        alternatives.addAll(copy.attachments().alternatives());
        MimePart text = MimePart.text("text/plain", copy.effectiveText());
        MimePart body = MimePart.multipart("alternative", "=_" + id, text, alternatives);
        MimePart all = attached.isEmpty() ? body : MimePart.multipart("mixed", "=_m" + id, body, attached);
        ByteSink wire = new ByteSink();
        header(wire, copy, date);
        all.writeTo(wire);
        return new ComposedMessage(copy.envelope(), wire);
    }

    /**
     * Composes the copy of a merged message, or that of the mail which another program composed.
     *
     * @param date the Date of a mail that has none
     */
    public static ComposedMessage compose(
            MergedMessage merged,
            Envelope envelope,
            DeliveryId id,
            Instant date,
            Personalizer.PersonalizedMessage tracked) {
        SourceMail source = merged.message().content().source();
        return source == null
                ? compose(merged.copy(envelope, tracked), id, date, tracked.html())
                : SourceComposer.compose(source, merged, envelope, date, tracked);
    }

    private static void header(ByteSink wire, RecipientCopy copy, Instant date) {
        SharedHeaders sharedHeaders = copy.sharedHeaders();
        wire.add(sharedHeaders.from());
        add(wire, EncodedHeader.mailbox("To", copy.to()));
        wire.add(sharedHeaders.ccAndReplyTo());
        add(wire, EncodedHeader.text("Subject", copy.subject()));
        add(wire, EncodedHeader.of("Date", DATE.format(date)));
        add(wire, EncodedHeader.of("Message-ID", "<" + copy.envelope().id() + "@" + sharedHeaders.domain() + ">"));
        wire.add(sharedHeaders.custom());
        // One-click is promised only for the address that is sent with it (RFC 8058 section 3.1).
        if (copy.unsubscribe() != null && !sharedHeaders.hasCustom(ListUnsubscribe.NAME)) {
            copy.unsubscribe().fields().forEach(field -> add(wire, field));
        }
        if (copy.receipt()) {
            // Clients may send a receipt to the envelope sender only (RFC 8098 section 2.1).
            add(
                    wire,
                    EncodedHeader.of(
                            "Disposition-Notification-To", copy.envelope().reversePath()));
        }
        if (copy.complaints() != null) {
            copy.complaints().headers(sharedHeaders.domain()).forEach(field -> add(wire, field));
        }
        wire.add("MIME-Version: 1.0\r\n");
    }

    private static void add(ByteSink wire, EncodedHeader field) {
        wire.add(field.toWire());
    }
}
