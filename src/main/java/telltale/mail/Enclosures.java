package telltale.mail;

import java.util.List;
import java.util.stream.Stream;
import telltale.model.Attachment;

/** The files that go with a letter, encoded once for all its copies. */
public final class Enclosures {
    public static final Enclosures NONE = new Enclosures(List.of(), List.of());

    private final List<Body> shown;
    private final List<Body> others;

    private Enclosures(List<Body> shown, List<Body> others) {
        this.shown = shown;
        this.others = others;
    }

    public static Enclosures of(List<Attachment> files) {
        return new Enclosures(
                bodies(files.stream().filter(Attachment::isInline)),
                bodies(files.stream().filter(file -> !file.isInline())));
    }

    private static List<Body> bodies(Stream<Attachment> files) {
        return files.map(Body::file).toList();
    }

    /** Those that the HTML shows. */
    List<Body> shown() {
        return shown;
    }

    List<Body> others() {
        return others;
    }
}
