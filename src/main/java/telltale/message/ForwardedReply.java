package telltale.message;

import java.time.Instant;
import java.util.UUID;
import telltale.message.mime.ByteSink;
import telltale.message.mime.ComposedMessage;
import telltale.message.mime.EncodedHeader;
import telltale.message.mime.Envelope;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;

/** Composes a reply that is resent (RFC 5322 section 3.6.6): its octets as they are, behind the fields that say who resends it. */
public final class ForwardedReply {
    /** Names the delivery, and keeps the mail from being forwarded again. */
    public static final String MARK = "X-Telltale-Forwarded";

    private ForwardedReply() {}

    /**
     * Composes a mail from the null sender, so that a report about it never comes back.
     *
     * @param mail the reply
     * @param report its id, from which the identifier of the resent mail is made: every attempt has the same
     * @param delivery what it replies to
     * @param from who resends it
     * @param date when it is resent
     */
    public static ComposedMessage compose(
            ImmutableBytes mail, UUID report, DeliveryId delivery, EmailAddress from, EmailAddress to, Instant date) {
        String id = "forwarded." + report;
        ByteSink wire = new ByteSink();
        add(wire, "Resent-From", from.wireForm());
        add(wire, "Resent-To", to.wireForm());
        add(wire, "Resent-Date", MessageComposer.DATE.format(date));
        add(wire, "Resent-Message-ID", "<" + id + "@" + from.asciiDomain() + ">");
        add(wire, MARK, delivery.toString());
        wire.add(mail.toBytes());
        return ComposedMessage.unchanged(new Envelope(null, to, id), wire);
    }

    private static void add(ByteSink wire, String name, String value) {
        wire.add(EncodedHeader.of(name, value).toWire());
    }
}
