package telltale.message.mime;

import java.util.List;
import java.util.stream.Stream;
import telltale.model.Attachment;

/** The attachments of a message, encoded once for all recipient copies. */
public final class Attachments {
    public static final Attachments NONE = new Attachments(List.of(), List.of());

    private final List<MimePart> inline;
    private final List<MimePart> attached;

    private Attachments(List<MimePart> inline, List<MimePart> attached) {
        this.inline = inline;
        this.attached = attached;
    }

    public static Attachments of(List<Attachment> files) {
        return new Attachments(
                parts(files.stream().filter(Attachment::isInline)),
                parts(files.stream().filter(file -> !file.isInline())));
    }

    private static List<MimePart> parts(Stream<Attachment> files) {
        return files.map(MimePart::file).toList();
    }

    /** The inline parts, which the HTML refers to. */
    public List<MimePart> inline() {
        return inline;
    }

    /** The parts that are not inline. */
    public List<MimePart> attached() {
        return attached;
    }
}
