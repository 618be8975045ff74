package telltale.message;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import telltale.message.html.Placeholders;
import telltale.model.InvalidInputException;

/**
 * The templates of a message (Mustache): subject, HTML and text. Values are escaped in HTML. A missing variable is an
 * error and never renders as empty text.
 */
public final class MessageTemplate {
    static final Mustache.Compiler PLAIN = Mustache.compiler()
            .escapeHTML(false)
            .strictSections(true)
            .withCollector(TemplateData.COLLECTOR)
            .withFormatter(TemplateData::text);
    private static final Mustache.Compiler HTML = PLAIN.escapeHTML(true);
    private static final Mustache.Compiler MARKED =
            PLAIN.withEscaper(value -> Placeholders.marked(value, Escapers.HTML.escape(value)));

    /** Placeholders that the {@link Personalizer} fills in; rendering keeps them. */
    private static final Map<String, Object> DEFERRED = Map.of(
            "unsubscribe", "{{unsubscribe}}",
            "preferences", "{{preferences}}",
            "consent", "{{consent}}",
            "view", "{{view}}");

    private final TemplateField subject;
    private final @Nullable TemplateField html;
    private final @Nullable TemplateField text;
    private final @Nullable TemplateField marked;

    /**
     * @throws InvalidInputException if a template is malformed
     */
    public MessageTemplate(MessageContent content) {
        this(content.subject(), content.html(), content.text(), content.template());
    }

    /**
     * @param template whether the texts are templates
     * @throws InvalidInputException if a template is malformed
     */
    public MessageTemplate(String subject, @Nullable String html, @Nullable String text, boolean template) {
        this.subject = TemplateField.of("subject", subject, template ? PLAIN : null);
        this.html = html == null ? null : TemplateField.of("html", html, template ? HTML : null);
        this.text = text == null ? null : TemplateField.of("text", text, template ? PLAIN : null);
        this.marked = html == null || Placeholders.containsMarks(html)
                ? null
                : TemplateField.of("html", html, template ? MARKED : null);
    }

    /**
     * Renders the message for one recipient.
     *
     * @throws InvalidInputException naming the field and the missing variable
     */
    public RenderedText render(Map<String, Object> recipientData) {
        Map<String, Object> data = withDeferred(recipientData);
        return new RenderedText(subject.render(data), render(html, data), render(text, data));
    }

    private static @Nullable String render(@Nullable TemplateField field, Map<String, Object> data) {
        return field == null ? null : field.render(data);
    }

    /**
     * Renders the message for one recipient and separates the HTML that all recipients share from their own values.
     *
     * @throws InvalidInputException naming the field and the missing variable
     */
    public RenderedHtml renderHtml(Map<String, Object> recipientData) {
        if (marked == null || Placeholders.containsMarks(recipientData.toString())) {
            RenderedText rendered = render(recipientData);
            return new RenderedHtml(rendered.subject, rendered.html, rendered.text, null);
        }
        Map<String, Object> data = withDeferred(recipientData);
        return new RenderedHtml(subject.render(data), null, render(text, data), marked.placeholders(data));
    }

    /**
     * A message rendered for no recipient.
     *
     * @param missing the names of the values that are missing, in the order of their use
     */
    public record WithoutData(RenderedText texts, Set<String> missing) {}

    /** Renders the message without data: values are empty, and sections are as if their value were false. */
    public WithoutData renderWithoutData() {
        Set<String> missing = new LinkedHashSet<>();
        return new WithoutData(
                new RenderedText(
                        subject.withoutData(PLAIN, DEFERRED, missing),
                        html == null ? null : html.withoutData(HTML, DEFERRED, missing),
                        text == null ? null : text.withoutData(PLAIN, DEFERRED, missing)),
                missing);
    }

    private static Map<String, Object> withDeferred(Map<String, Object> recipientData) {
        Map<String, Object> data = new HashMap<>(DEFERRED);
        data.putAll(recipientData);
        return data;
    }

    /** The rendered texts of one copy. */
    public record RenderedText(
            String subject, @Nullable String html, @Nullable String text) {}

    /**
     * The rendered texts of one copy, with the HTML separated into shared parts and values if possible.
     *
     * @param html null if there is no HTML or it is separated
     * @param placeholders the separated HTML; null if there is no HTML or it cannot be separated
     */
    public record RenderedHtml(
            String subject,
            @Nullable String html,
            @Nullable String text,
            @Nullable Placeholders placeholders) {
        /** Joins the HTML again. */
        public RenderedText toText() {
            return new RenderedText(subject, placeholders == null ? html : placeholders.html(), text);
        }
    }
}
