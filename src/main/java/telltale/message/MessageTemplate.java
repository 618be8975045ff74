package telltale.message;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.io.StringWriter;
import java.io.Writer;
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
    private static final Mustache.Compiler PLAIN = Mustache.compiler()
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
            "view", "{{view}}");

    /** Precedes the name of a missing value. */
    private static final String MISSING = "\0";

    private final Field subject;
    private final @Nullable Field html;
    private final @Nullable Field text;
    private final @Nullable Field marked;

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
        this.subject = Field.of("subject", subject, template ? PLAIN : null);
        this.html = html == null ? null : Field.of("html", html, template ? HTML : null);
        this.text = text == null ? null : Field.of("text", text, template ? PLAIN : null);
        this.marked = html == null || Placeholders.containsMarks(html)
                ? null
                : Field.of("html", html, template ? MARKED : null);
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

    private static @Nullable String render(@Nullable Field field, Map<String, Object> data) {
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
                        subject.withoutData(PLAIN, missing),
                        html == null ? null : html.withoutData(HTML, missing),
                        text == null ? null : text.withoutData(PLAIN, missing)),
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

    /**
     * One field of the message.
     *
     * @param template null if the source has no tags
     * @param tags the number of tags
     */
    private record Field(
            String name, String source, @Nullable Template template, int tags) {
        static Field of(String name, String source, Mustache.@Nullable Compiler compiler) {
            if (compiler == null || !source.contains("{{")) {
                return new Field(name, source, null, 0);
            }
            int tags = TemplateTags.count(name, source);
            try {
                return new Field(name, source, compiler.compile(source), tags);
            } catch (MustacheException invalid) {
                throw new InvalidInputException(name, name + " is not a valid template: " + invalid.getMessage());
            } catch (IndexOutOfBoundsException malformed) {
                // Thrown by the library for some malformed tags.
                throw new InvalidInputException(name, name + " is not a valid template: a tag is malformed");
            } catch (StackOverflowError tooDeep) {
                throw tooDeep(name);
            }
        }

        String render(Map<String, Object> data) {
            if (template == null) {
                return source;
            }
            StringWriter rendered = new StringWriter();
            execute(template, data, rendered);
            return rendered.toString();
        }

        /** Renders a template that marks its values. */
        Placeholders placeholders(Map<String, Object> data) {
            if (template == null) {
                return Placeholders.none(source);
            }
            Placeholders.MarkedWriter rendered = new Placeholders.MarkedWriter();
            execute(template, data, rendered);
            return rendered.toPlaceholders();
        }

        /** Renders a template without data, and collects the names that it uses. */
        String withoutData(Mustache.Compiler compiler, Set<String> missing) {
            if (template == null) {
                return source;
            }
            Mustache.Formatter formatter = value -> {
                String text = TemplateData.text(value);
                if (!text.startsWith(MISSING)) {
                    return text;
                }
                missing.add(text.substring(MISSING.length()));
                return "";
            };
            // The library replaces the name in a default value.
            Template lenient = compiler.strictSections(false)
                    .defaultValue(MISSING + "{{name}}")
                    .withFormatter(formatter)
                    .compile(source);
            StringWriter rendered = new StringWriter();
            execute(lenient, DEFERRED, rendered);
            return rendered.toString();
        }

        private void execute(Template template, Map<String, Object> data, Writer out) {
            try {
                template.execute(TemplateData.of(data, name, tags), new BoundedWriter(out, name));
            } catch (MustacheException.Context missing) {
                throw new InvalidInputException(
                        name,
                        name + " uses {{" + missing.key + "}}, which is not in data (line " + missing.lineNo + ")");
            } catch (MustacheException invalid) {
                throw new InvalidInputException(name, name + " cannot be rendered: " + invalid.getMessage());
            } catch (IndexOutOfBoundsException emptyName) {
                throw new InvalidInputException(name, name + " is not a valid template: a tag has no name");
            } catch (StackOverflowError tooDeep) {
                throw tooDeep(name);
            }
        }

        /** Unreachable as long as {@link TemplateTags} counts nested sections as the template parser does. */
        private static InvalidInputException tooDeep(String name) {
            return new InvalidInputException(name, name + " nests sections too deeply");
        }
    }
}
