package telltale.web.recipient;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import telltale.model.Topic;
import telltale.web.http.Response;

/**
 * A page for the recipient of a message: sentences and buttons, which post to the page's own address. It needs no other file, because a proxy may block everything else, and no script.
 */
public final class RecipientPage {
    /** The template before and after the content. */
    private static final String[] TEMPLATE =
            RecipientTexts.file("recipient.html").split("\\{\\{content\\}\\}", 2);

    static final String STYLE = RecipientTexts.file("recipient.css");
    static final String POLICY = "default-src 'none'; style-src 'sha256-" + RecipientTexts.sha256(STYLE)
            + "'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private final Language language;
    private final byte[] bytes;

    private RecipientPage(Language language, String html) {
        this.language = language;
        this.bytes = html.getBytes(StandardCharsets.UTF_8);
    }

    /** The page for a link that Telltale did not sign or that was modified in transit. */
    public static RecipientPage invalidLink(Language language) {
        return page(language, "invalid-link");
    }

    /** The page for a request that failed temporarily. */
    static RecipientPage unavailable(Language language) {
        return page(language, "unavailable");
    }

    /** The page in place of a message that is no longer shown. */
    static RecipientPage viewExpired(Language language) {
        return page(language, "view-expired");
    }

    /** The page in place of a message whose recipient has opted out of tracking since. */
    static RecipientPage viewWithdrawn(Language language) {
        return page(language, "view-withdrawn");
    }

    /**
     * The page that asks for confirmation. Its first button posts the value of RFC 8058 section 3.2; with a topic, a second
     * one posts {@code unsubscribe=everything}.
     *
     * @param topic the topic of the message, or null
     */
    static RecipientPage unsubscribe(Language language, @Nullable Topic topic) {
        RecipientTexts texts = RecipientTexts.of(language);
        String name = topic == null ? "unsubscribe" : "unsubscribe.topic";
        String oneClick = form("", "List-Unsubscribe", "One-Click", texts.get(name + ".button", topic));
        String everything =
                topic == null ? "" : form("", "unsubscribe", "everything", texts.get("unsubscribe.everything.button"));
        return of(language, "unsubscribe.title", paragraph(texts.get(name + ".text")) + oneClick + everything);
    }

    /**
     * The page that confirms the unsubscription.
     *
     * @param topic the topic from which the recipient unsubscribed, or null for all bulk mail
     */
    static RecipientPage unsubscribed(Language language, @Nullable Topic topic) {
        String name = topic == null ? "unsubscribed.text" : "unsubscribed.topic.text";
        return of(
                language,
                "unsubscribed.title",
                paragraph(RecipientTexts.of(language).get(name, topic)));
    }

    /**
     * The privacy notice, to which all other pages link.
     *
     * @param content the HTML below the title, in which no placeholder is left
     */
    static RecipientPage notice(Language language, String content) {
        return of(language, "notice.title", content, "");
    }

    /** Sends the page. */
    public void send(HttpServletResponse response, int status) throws IOException {
        send(response, status, "no-store");
    }

    private void send(HttpServletResponse response, int status, String caching) throws IOException {
        response.setStatus(status);
        response.setContentType("text/html;charset=UTF-8");
        response.setContentLength(bytes.length);
        response.setHeader("Content-Language", language.tag());
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("Cache-Control", caching);
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Robots-Tag", "noindex");
        response.addHeader("Vary", "Accept-Language");
        response.getOutputStream().write(bytes);
    }

    /** A response with this page. */
    Response with(int status) {
        return response -> send(response, status);
    }

    /** A response with this page, which everyone may cache for a time. */
    Response cached(Duration maxAge) {
        String caching = "public, max-age=" + maxAge.toSeconds();
        return response -> send(response, HttpServletResponse.SC_OK, caching);
    }

    /** A response with this page, 503 and Retry-After, so that mail clients retry automatically. */
    Response asUnavailable() {
        return response -> {
            response.setHeader("Retry-After", "60");
            send(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        };
    }

    String html() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static RecipientPage page(Language language, String name) {
        return of(
                language, name + ".title", paragraph(RecipientTexts.of(language).get(name + ".text")));
    }

    /**
     * A page with a title and content.
     *
     * @param title the name of the title's text
     * @param content the HTML below the title, in which no placeholder is left
     */
    static RecipientPage of(Language language, String title, String content) {
        // Every page is one level below the application.
        String link = "<footer><a href=\"../privacy?lang=%s\">%s</a></footer>\n"
                .formatted(language.tag(), RecipientTexts.of(language).get("notice.title"));
        return of(language, title, content, link);
    }

    private static RecipientPage of(Language language, String title, String content, String footer) {
        RecipientTexts texts = RecipientTexts.of(language);
        String end = TEMPLATE[1]
                .replace("{{footer}}", footer)
                .replace("{{languages}}", texts.get("languages"))
                .replace("{{others}}", others(language));
        return new RecipientPage(language, head(language, title) + content + end);
    }

    /**
     * The begin of a page, up to its heading.
     *
     * @param title the name of the title's text
     */
    static String head(Language language, String title) {
        return TEMPLATE[0]
                .replace("{{lang}}", language.tag())
                .replace("{{dir}}", language.direction())
                .replace("{{style}}", STYLE)
                .replace("{{title}}", RecipientTexts.of(language).get(title));
    }

    static String paragraph(String text) {
        return "<p>" + text + "</p>\n";
    }

    static String section(String id, String heading, String content) {
        return "<section aria-labelledby=\"%1$s\">\n<h2 id=\"%1$s\">%2$s</h2>\n%3$s</section>\n"
                .formatted(id, heading, content);
    }

    /** A paragraph with a link to another page. */
    static String link(String address, String text) {
        return paragraph("<a href=\"" + address + "\">" + text + "</a>");
    }

    /**
     * A form with one button, which posts to the page's own address.
     *
     * @param hidden the HTML of further fields
     */
    static String form(String hidden, String name, String value, String label) {
        return "<form method=\"post\">%s<button name=\"%s\" value=\"%s\">%s</button></form>\n"
                .formatted(hidden, name, value, label);
    }

    private static String others(Language own) {
        return Arrays.stream(Language.values())
                .filter(language -> language != own)
                .map(language -> "<li><a href=\"?lang=%1$s\" lang=\"%1$s\" hreflang=\"%1$s\" dir=\"%2$s\">%3$s</a></li>"
                        .formatted(language.tag(), language.direction(), language.ownName()))
                .collect(Collectors.joining("\n"));
    }
}
