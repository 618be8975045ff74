package telltale.message;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.io.StringWriter;
import java.io.Writer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import telltale.message.html.Placeholders;
import telltale.model.InvalidInputException;

/**
 * The texts of a letter, ready to be said to one recipient after the other. What a recipient's data put into HTML is
 * escaped there. A variable that is missing is an error; it never becomes a gap in a mail.
 */
public final class MessageTemplate {
    private static final Mustache.Compiler PLAIN =
            Mustache.compiler().escapeHTML(false).strictSections(true).withCollector(TemplateData.COLLECTOR);
    private static final Mustache.Compiler HTML = PLAIN.escapeHTML(true);
    private static final Mustache.Compiler MARKED =
            PLAIN.withEscaper(word -> Placeholders.marked(word, Escapers.HTML.escape(word)));

    /** What is filled in when the mail is fitted to its recipient stays as it is until then. */
    private static final Map<String, Object> LATER =
            Map.of("unsubscribe", "{{unsubscribe}}", "preferences", "{{preferences}}");

    private final Piece subject;
    private final @Nullable Piece html;
    private final @Nullable Piece text;
    private final @Nullable Piece marked;

    /**
     * @throws InvalidInputException if one of its templates is none
     */
    public MessageTemplate(MessageContent letter) {
        this(letter.subject(), letter.html(), letter.text(), letter.template());
    }

    /**
     * @param template whether they are templates
     * @throws InvalidInputException if one of them is none
     */
    public MessageTemplate(String subject, @Nullable String html, @Nullable String text, boolean template) {
        this.subject = Piece.of("subject", subject, template ? PLAIN : null);
        this.html = html == null ? null : Piece.of("html", html, template ? HTML : null);
        this.text = text == null ? null : Piece.of("text", text, template ? PLAIN : null);
        this.marked =
                html == null || Placeholders.couldBeIn(html) ? null : Piece.of("html", html, template ? MARKED : null);
    }

    /**
     * What one recipient reads.
     *
     * @throws InvalidInputException naming the field and the variable that is missing
     */
    public Words of(Map<String, Object> own) {
        Map<String, Object> data = withLater(own);
        return new Words(subject.of(data), said(html, data), said(text, data));
    }

    private static @Nullable String said(@Nullable Piece piece, Map<String, Object> data) {
        return piece == null ? null : piece.of(data);
    }

    /**
     * The same, the HTML told apart from what all read.
     *
     * @throws InvalidInputException as above
     */
    public Told told(Map<String, Object> own) {
        if (marked == null || Placeholders.couldBeIn(own.toString())) {
            Words words = of(own);
            return new Told(words.subject, words.html, words.text, null);
        }
        Map<String, Object> data = withLater(own);
        return new Told(subject.of(data), null, said(text, data), marked.blanks(data));
    }

    private static Map<String, Object> withLater(Map<String, Object> own) {
        Map<String, Object> data = new HashMap<>(LATER);
        data.putAll(own);
        return data;
    }

    /** The texts of one copy. */
    public record Words(
            String subject, @Nullable String html, @Nullable String text) {}

    /**
     * The texts of one copy.
     *
     * @param html null where there is none or it is told apart
     * @param blanks of its HTML; null where that cannot be told apart or there is none
     */
    public record Told(
            String subject,
            @Nullable String html,
            @Nullable String text,
            @Nullable Placeholders blanks) {
        /** Joined again. */
        public Words words() {
            return new Words(subject, blanks == null ? html : blanks.html(), text);
        }
    }

    /**
     * One of the texts.
     *
     * @param template null for one that is the same for all
     * @param tags how many tags it has
     */
    private record Piece(
            String field, String source, @Nullable Template template, int tags) {
        static Piece of(String field, String source, Mustache.@Nullable Compiler compiler) {
            if (compiler == null || !source.contains("{{")) {
                return new Piece(field, source, null, 0);
            }
            int tags = TemplateTags.count(field, source);
            try {
                return new Piece(field, source, compiler.compile(source), tags);
            } catch (MustacheException wrong) {
                throw new InvalidInputException(field, field + " is not a template: " + wrong.getMessage());
            } catch (IndexOutOfBoundsException malformed) {
                // What the library throws for some malformed tags that it does not check.
                throw new InvalidInputException(field, field + " is not a template: a tag in it is malformed");
            } catch (StackOverflowError tooDeep) {
                throw tooDeep(field);
            }
        }

        String of(Map<String, Object> data) {
            if (template == null) {
                return source;
            }
            StringWriter said = new StringWriter();
            execute(template, data, said);
            return said.toString();
        }

        /** The same of one that marks its words. */
        Placeholders blanks(Map<String, Object> data) {
            if (template == null) {
                return Placeholders.none(source);
            }
            Placeholders.Marked said = new Placeholders.Marked();
            execute(template, data, said);
            return said.blanks();
        }

        private void execute(Template template, Map<String, Object> data, Writer said) {
            try {
                template.execute(TemplateData.of(data, field, tags), new BoundedWriter(said, field));
            } catch (MustacheException.Context missing) {
                throw new InvalidInputException(
                        field,
                        field + " names {{" + missing.key + "}}, which data does not hold (line " + missing.lineNo
                                + ")");
            } catch (MustacheException wrong) {
                throw new InvalidInputException(field, field + " cannot be made from data: " + wrong.getMessage());
            } catch (IndexOutOfBoundsException emptyName) {
                throw new InvalidInputException(field, field + " is not a template: a tag in it has no name");
            } catch (StackOverflowError tooDeep) {
                throw tooDeep(field);
            }
        }

        /** Nothing gets here that {@link TemplateTags} reads as the template's parser does. */
        private static InvalidInputException tooDeep(String field) {
            return new InvalidInputException(field, field + " nests sections too deep");
        }
    }
}
