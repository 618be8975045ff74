package telltale.message.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Comment;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.select.NodeTraversor;
import org.jsoup.select.NodeVisitor;
import org.jspecify.annotations.Nullable;
import telltale.model.InvalidInputException;

/** Finds merge fields in the URLs of a message that recipients would get as broken links. */
public final class UrlPlaceholders {
    private static final Set<String> URL_ATTRIBUTES = Set.of("href", "src", "background", "srcset");
    private static final int EXCERPT_LENGTH = 80;
    private static final String HREF = "href=";

    /** The start of a merge field, as written or percent-encoded by an editor. */
    private static final Pattern START = Pattern.compile("\\{\\{|%7B%7B", Pattern.CASE_INSENSITIVE);
    /** A merge field; percent-encoded braces are one only around a name, because they may be data. */
    private static final Pattern FIELD = Pattern.compile(
            "\\{\\{[^{}]{1,200}\\}\\}|%7B%7B(?:\\s|%20)*+[#^/&]?[a-z_][a-z0-9_.-]{0,100}+(?:\\s|%20)*+%7D%7D",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern URL_IN_TEXT =
            Pattern.compile("(?:[a-z][a-z0-9+.-]{0,20}://|mailto:)(?=\\{\\{|%7B%7B)", Pattern.CASE_INSENSITIVE);

    private UrlPlaceholders() {}

    /**
     * Checks that {@code {{unsubscribe}}}, {@code {{preferences}}}, {@code {{consent}}} and {@code {{view}}} stand at the start
     * of a URL, because each is a complete address.
     *
     * @param html the HTML before these placeholders are filled in, or null
     * @param text the plain text, or null
     * @throws InvalidInputException naming the part of the message and the URL
     */
    public static void check(@Nullable String html, @Nullable String text) {
        for (String url : suspectUrls(html)) {
            if (RecipientLinks.find(url.strip()) > 0) {
                throw misplaced("html", url.strip());
            }
        }
        if (text != null) {
            checkText(text);
        }
    }

    private static void checkText(String text) {
        Matcher url = URL_IN_TEXT.matcher(text);
        while (url.find()) {
            if (RecipientLinks.isPlaceholder(text, url.end())) {
                int end = text.indexOf('\n', url.start());
                throw misplaced("text", text.substring(url.start(), end < 0 ? text.length() : end));
            }
        }
    }

    /**
     * Returns the first URL with a merge field that nothing fills in; those of the recipient's links are filled in.
     *
     * @return the beginning of the URL
     */
    public static Optional<String> unfilled(@Nullable String html) {
        RecipientLinks none = new RecipientLinks("", "", "", "");
        return suspectUrls(html).stream()
                .filter(url -> FIELD.matcher(none.fillIn(url)).find())
                .map(UrlPlaceholders::excerpt)
                .findFirst();
    }

    /**
     * Refuses a rendered template that has a URL with a merge field: one that an editor percent-encoded, so that the template
     * engine did not find it, or one that came with the data.
     *
     * @throws InvalidInputException naming the URL
     */
    public static void refuseUnfilled(@Nullable String html) {
        unfilled(html).ifPresent(url -> {
            throw new InvalidInputException("html", "html has an unfilled merge field in the URL " + url);
        });
    }

    private static InvalidInputException misplaced(String field, String url) {
        return new InvalidInputException(
                field,
                field + " has the URL " + excerpt(url)
                        + ", but {{unsubscribe}}, {{preferences}}, {{consent}} and {{view}} are complete URLs: nothing may"
                        + " precede them");
    }

    private static String excerpt(String url) {
        return url.length() <= EXCERPT_LENGTH ? url : url.substring(0, EXCERPT_LENGTH) + "…";
    }

    /** The URLs with merge fields. Most messages have none but whole preference links, and are not parsed. */
    private static List<String> suspectUrls(@Nullable String html) {
        if (html == null) {
            return List.of();
        }
        Matcher start = START.matcher(html);
        while (start.find()) {
            if (!beginsHref(html, start.start()) || !RecipientLinks.isPlaceholder(html, start.start())) {
                return urlsWithFields(HtmlSource.parse(html), true);
            }
        }
        return List.of();
    }

    private static boolean beginsHref(String html, int position) {
        int before = position > 0 && "\"'".indexOf(html.charAt(position - 1)) >= 0 ? position - 1 : position;
        return html.regionMatches(true, before - HREF.length(), HREF, 0, HREF.length());
    }

    private static List<String> urlsWithFields(Document document, boolean withConditionalComments) {
        List<String> urls = new ArrayList<>();
        NodeVisitor visitor = (Node node, int depth) -> {
            if (node instanceof Element element) {
                for (Attribute attribute : element.attributes()) {
                    String url = attribute.getValue();
                    if (URL_ATTRIBUTES.contains(attribute.getKey())
                            && START.matcher(url).find()) {
                        urls.add(url);
                    }
                }
            } else if (withConditionalComments && node instanceof Comment comment) {
                LinkFinder.conditionalContent(comment)
                        .ifPresent(content -> urls.addAll(urlsWithFields(HtmlSource.parse(content), false)));
            }
        };
        NodeTraversor.traverse(visitor, document);
        return urls;
    }
}
