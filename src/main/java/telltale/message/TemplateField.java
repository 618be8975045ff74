package telltale.message;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.io.StringWriter;
import java.io.Writer;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import telltale.message.html.Placeholders;
import telltale.model.InvalidInputException;

/**
 * One field of a message that may be a template.
 *
 * @param template null if the source has no tags
 * @param tags the number of tags
 */
record TemplateField(String name, String source, @Nullable Template template, int tags) {
    /** Precedes the name of a missing value. */
    private static final String MISSING = "\0";

    static TemplateField of(String name, String source, Mustache.@Nullable Compiler compiler) {
        if (compiler == null || !source.contains("{{")) {
            return new TemplateField(name, source, null, 0);
        }
        int tags = TemplateTags.count(name, source);
        try {
            return new TemplateField(name, source, compiler.compile(source), tags);
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

    /**
     * Renders a template without data.
     *
     * @param deferred the placeholders that rendering keeps
     * @param missing collects the names that the template uses
     */
    String withoutData(Mustache.Compiler compiler, Map<String, Object> deferred, Set<String> missing) {
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
        execute(lenient, deferred, rendered);
        return rendered.toString();
    }

    private void execute(Template template, Map<String, Object> data, Writer out) {
        try {
            template.execute(TemplateData.of(data, name, tags), new BoundedWriter(out, name));
        } catch (MustacheException.Context missing) {
            throw new InvalidInputException(
                    name, name + " uses {{" + missing.key + "}}, which is not in data (line " + missing.lineNo + ")");
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
