package telltale.message.html;

import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Entities;
import org.jspecify.annotations.Nullable;
import telltale.model.Topic;

/** The footer with an unsubscribe link, for the parts of bulk mail whose sender provides no such link. */
public final class UnsubscribeFooter {
    private static final String STYLE = "margin:24px 0 8px;font:12px/1.5 sans-serif;color:#595959;text-align:center";
    /** The topic with the separator that follows it, which has no meaning without a topic. */
    private static final Pattern TOPIC = Pattern.compile("\\{\\{ *topic *\\}\\}( · )?");

    private final String html;
    private final String text;

    /**
     * @param html the HTML of the footer, without a block element; {@code {{topic}}} stands for the title of the topic
     */
    public UnsubscribeFooter(String html) {
        this.html = html;
        this.text = PlainText.of(html);
    }

    /**
     * Inserts the footer before the end of the body, where clients display it.
     *
     * @param topic the topic of the mail, or null
     */
    public String addTo(String document, @Nullable Topic topic) {
        return insert(document, "", fillIn(html, topic, UnsubscribeFooter::escape));
    }

    /**
     * Inserts a line where clients display the end of a mail.
     *
     * @param attributes the HTML of attributes of its element, each after a space
     */
    static String insert(String document, String attributes, String line) {
        String element = "<div" + attributes + " style=\"" + STYLE + "\">" + line + "</div>";
        int position = PixelPlacement.find(document, HtmlSource.parse(document), element);
        return document.substring(0, position) + element + document.substring(position);
    }

    /**
     * Appends the footer to a plain text part.
     *
     * @param topic the topic of the mail, or null
     */
    public String addToText(String part, @Nullable Topic topic) {
        return append(part, fillIn(text, topic, UnaryOperator.identity()));
    }

    /** Appends a line to a plain text part, after an empty one. */
    static String append(String part, String line) {
        return part.stripTrailing() + (part.isBlank() ? "" : "\n\n") + line + "\n";
    }

    private static String fillIn(String line, @Nullable Topic topic, UnaryOperator<String> escape) {
        Matcher placeholder = TOPIC.matcher(line);
        if (topic == null) {
            return placeholder.replaceAll("");
        }
        String title = escape.apply(topic.title());
        return placeholder.replaceAll(found -> {
            String separator = found.group(1);
            return Matcher.quoteReplacement(separator == null ? title : title + separator);
        });
    }

    /** Escapes a title for text and for attributes in any quotes. */
    private static String escape(String title) {
        return Entities.escape(title).replace("'", "&#39;");
    }
}
