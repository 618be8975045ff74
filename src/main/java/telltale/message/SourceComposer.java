package telltale.message;

import java.time.Instant;
import telltale.message.mime.ByteSink;
import telltale.message.mime.ComposedMessage;
import telltale.message.mime.EncodedHeader;
import telltale.message.mime.Envelope;
import telltale.message.source.Obstacle;
import telltale.message.source.SourceMail;

/** Composes the copies of mails that other programs wrote. */
final class SourceComposer {
    /** States in a mail why it is not tracked. */
    static final String NOTE = "X-Telltale-Tracking";

    /** The octets of added header fields, pixel and longer links of most mails. */
    private static final int ROOM = 8 * 1024;

    private SourceComposer() {}

    /**
     * Composes a copy: before the header of the mail stand the fields that a submission server adds if they are missing (RFC
     * 6409 section 8), those of the settings, those for complaints, and the note of a mail that cannot be tracked.
     *
     * @param source the mail of the message
     */
    static ComposedMessage compose(
            SourceMail source,
            MergedMessage merged,
            Envelope envelope,
            Instant date,
            Personalizer.PersonalizedMessage tracked) {
        ByteSink added = new ByteSink(source.size() + ROOM);
        String domain = merged.message().headers().domain();
        if (!source.has("Date")) {
            add(added, EncodedHeader.of("Date", MessageComposer.DATE.format(date)));
        }
        if (!source.has("Message-ID")) {
            add(added, EncodedHeader.of("Message-ID", "<" + envelope.id() + "@" + domain + ">"));
        }
        added.add(merged.message().headers().custom());
        if (tracked.complaints() != null) {
            tracked.complaints().headers(domain).forEach(field -> add(added, field));
        }
        Obstacle obstacle = source.obstacle();
        if (obstacle != null) {
            add(added, EncodedHeader.of(NOTE, "none; reason=" + obstacle.code()));
        }
        return source.copy(envelope, tracked.edits(), added);
    }

    private static void add(ByteSink sink, EncodedHeader field) {
        sink.add(field.toWire());
    }
}
