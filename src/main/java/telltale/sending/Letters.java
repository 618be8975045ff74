package telltale.sending;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import telltale.model.BadInput;

/** Letters that are looked at and not sent: nothing in them is tracked. */
public final class Letters {
    private Letters() {}

    /** What a recipient would read. */
    public record Shown(
            String subject, @Nullable String html, @Nullable String text) {}

    /**
     * Looks whether texts are templates.
     *
     * @throws BadInput naming the one that is none
     */
    public static void check(@Nullable String subject, @Nullable String html, @Nullable String text) {
        if (html == null && text == null) {
            throw new BadInput("html", "a template needs html or text");
        }
        Script unused = script(subject, html, text);
    }

    /**
     * What texts say with that data.
     *
     * @throws BadInput naming the variable that is missing
     */
    public static Shown show(
            @Nullable String subject, @Nullable String html, @Nullable String text, Map<String, Object> data) {
        Script.Words words = script(subject, html, text).of(data);
        return new Shown(words.subject(), words.html(), words.text());
    }

    private static Script script(@Nullable String subject, @Nullable String html, @Nullable String text) {
        return new Script(subject == null ? "" : subject, html, text, true);
    }
}
