package telltale.message.mime;

import java.util.List;
import java.util.stream.Stream;
import telltale.model.Attachment;

/** The files that go with a letter, encoded once for all its copies. */
public final class Attachments {
    public static final Attachments NONE = new Attachments(List.of(), List.of());

    private final List<MimePart> shown;
    private final List<MimePart> others;

    private Attachments(List<MimePart> shown, List<MimePart> others) {
        this.shown = shown;
        this.others = others;
    }

    public static Attachments of(List<Attachment> files) {
        return new Attachments(
                bodies(files.stream().filter(Attachment::isInline)),
                bodies(files.stream().filter(file -> !file.isInline())));
    }

    private static List<MimePart> bodies(Stream<Attachment> files) {
        return files.map(MimePart::file).toList();
    }

    /** Those that the HTML shows. */
    public List<MimePart> shown() {
        return shown;
    }

    public List<MimePart> others() {
        return others;
    }
}
