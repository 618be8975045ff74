package telltale.message.html;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Entities;
import org.jspecify.annotations.Nullable;
import telltale.message.mime.EncodedText;
import telltale.message.mime.QuotedPrintableSegment;

/** Converts between HTML and the plain text alternative of a message. */
public final class PlainText {
    private static final Pattern LINE_BREAK = Pattern.compile("\\r\\n?|\\n");
    private static final Pattern BLANK_LINES = Pattern.compile("\\n(?:[ \\t]*+\\n)++");

    /** The steps that write the text, one or more for each node. */
    private final List<Consumer<TextLines>> steps;

    private final Function<String, RecipientText> splitter;
    /** Whether only the values differ between recipients, not the structure of the text. */
    private final boolean isSharable;
    // Created for the first recipient.
    private @Nullable RecipientText shared;

    private PlainText(TextReader reader, Function<String, RecipientText> splitter) {
        this.steps = reader.steps();
        this.splitter = splitter;
        this.isSharable = !reader.dependsOnValues();
    }

    /**
     * Converts HTML to text: paragraphs, lists and quotations as lines, the rows of data tables on one line each, links with
     * their URLs, images as their alt text.
     */
    public static String of(String html) {
        return read(Jsoup.parse(html), RecipientText::fixed).fillIn(List.of()).toString();
    }

    /**
     * Reads HTML once for many recipients.
     *
     * @param splitter splits a part of the HTML at its placeholders
     */
    static PlainText read(Document document, Function<String, RecipientText> splitter) {
        return new PlainText(TextReader.read(document, splitter), splitter);
    }

    /**
     * Returns the text for one recipient.
     *
     * @param values the unescaped values, without leading, trailing or double spaces
     */
    EncodedText fillIn(List<String> values) {
        if (!isSharable) {
            return EncodedText.of(text(values, values));
        }
        List<QuotedPrintableSegment> segments = new ArrayList<>();
        shared(values).writeTo(segments, values);
        return new EncodedText(segments);
    }

    private synchronized RecipientText shared(List<String> values) {
        if (shared == null) {
            shared = splitter.apply(text(values, Placeholders.marks(values.size())));
        }
        return shared;
    }

    private String text(List<String> values, List<String> output) {
        TextLines lines = new TextLines(values, output);
        steps.forEach(step -> step.accept(lines));
        return lines.toString();
    }

    /** Converts text to HTML, which can contain a pixel; it adds only paragraphs and line breaks. */
    public static String toHtml(String text) {
        String lines = LINE_BREAK.matcher(Entities.escape(text.strip())).replaceAll("\n");
        String paragraphs = Stream.of(BLANK_LINES.split(lines))
                .map(paragraph -> "<p>" + paragraph.replace("\n", "<br>\n") + "</p>\n")
                .collect(Collectors.joining());
        return "<!DOCTYPE html>\n<html>\n<body>\n" + paragraphs + "</body>\n</html>\n";
    }
}
