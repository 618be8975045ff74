package telltale.message.mime;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import telltale.model.Attachment;
import telltale.model.ImmutableBytes;
import telltale.model.MediaType;

/** The attachments of a message, encoded once for all recipient copies. */
public final class Attachments {
    public static final Attachments NONE = new Attachments(List.of(), List.of(), List.of());
    private static final MediaType CALENDAR_FILE = MediaType.parse("application/ics; name=invite.ics");

    private final List<MimePart> inline;
    private final List<MimePart> attached;
    private final List<MimePart> alternatives;

    private Attachments(List<MimePart> inline, List<MimePart> attached, List<MimePart> alternatives) {
        this.inline = inline;
        this.attached = attached;
        this.alternatives = alternatives;
    }

    public static Attachments of(List<Attachment> files) {
        return new Attachments(
                parts(files.stream().filter(Attachment::isInline)),
                parts(files.stream().filter(file -> !file.isInline())),
                List.of());
    }

    /**
     * Adds an iCalendar object twice: as an alternative to the text (RFC 6047 section 4.2), and as a file for clients that
     * do not look for it there.
     *
     * @param method the method of the object
     */
    public Attachments withCalendar(String method, String text) {
        ImmutableBytes octets = new ImmutableBytes(text.getBytes(StandardCharsets.UTF_8));
        MimePart file = MimePart.file(new Attachment("invite.ics", CALENDAR_FILE, null, octets));
        // RFC 6047 section 2.4 requires both parameters.
        MimePart alternative = MimePart.text("text/calendar; method=" + method, EncodedText.of(text));
        return new Attachments(inline, with(attached, file), with(alternatives, alternative));
    }

    private static List<MimePart> with(List<MimePart> parts, MimePart another) {
        return Stream.concat(parts.stream(), Stream.of(another)).toList();
    }

    private static List<MimePart> parts(Stream<Attachment> files) {
        return files.map(MimePart::file).toList();
    }

    /** The inline parts, which the HTML refers to. */
    public List<MimePart> inline() {
        return inline;
    }

    /** The parts that are alternatives to text and HTML, and follow them. */
    public List<MimePart> alternatives() {
        return alternatives;
    }

    /** The parts that are not inline. */
    public List<MimePart> attached() {
        return attached;
    }
}
