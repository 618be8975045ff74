package telltale.web.recipient;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import telltale.web.http.Response;

/**
 * A page for the recipient of a message: a sentence and optionally one button, which posts to the page's own address. It
 * needs no other file, because a proxy may block everything else, and no script.
 */
public final class RecipientPage {
    private static final String TEMPLATE = RecipientTexts.file("recipient.html");
    private static final String STYLE = RecipientTexts.file("recipient.css");
    private static final String POLICY = "default-src 'none'; style-src 'sha256-" + RecipientTexts.sha256(STYLE)
            + "'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private final Language language;
    private final byte[] bytes;

    private RecipientPage(Language language, String html) {
        this.language = language;
        this.bytes = html.getBytes(StandardCharsets.UTF_8);
    }

    /** The page for a link that Telltale did not sign or that was modified in transit. */
    public static RecipientPage invalidLink(Language language) {
        return page(language, "invalid-link", "");
    }

    /** The page for a request that failed temporarily. */
    static RecipientPage unavailable(Language language) {
        return page(language, "unavailable", "");
    }

    /** The page in place of a message that is no longer shown. */
    static RecipientPage viewExpired(Language language) {
        return page(language, "view-expired", "");
    }

    /** The page in place of a message whose recipient has opted out of tracking since. */
    static RecipientPage viewWithdrawn(Language language) {
        return page(language, "view-withdrawn", "");
    }

    /** The page that asks for confirmation; its button posts the value of RFC 8058 section 3.2. */
    static RecipientPage unsubscribe(Language language) {
        return page(language, "unsubscribe", button(language, "unsubscribe", "List-Unsubscribe", "One-Click"));
    }

    /** The page that confirms the unsubscription. */
    static RecipientPage unsubscribed(Language language) {
        return page(language, "unsubscribed", "");
    }

    /**
     * The page that shows whether opens and clicks are recorded, with a button that posts {@code tracking=off} or
     * {@code tracking=on}.
     */
    static RecipientPage preferences(Language language, boolean tracked) {
        return tracked
                ? page(language, "tracked", button(language, "tracked", "tracking", "off"))
                : page(language, "untracked", button(language, "untracked", "tracking", "on"));
    }

    /** Sends the page. */
    public void send(HttpServletResponse response, int status) throws IOException {
        response.setStatus(status);
        response.setContentType("text/html;charset=UTF-8");
        response.setContentLength(bytes.length);
        response.setHeader("Content-Language", language.tag());
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("Cache-Control", "no-store");
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

    private static RecipientPage page(Language language, String name, String form) {
        RecipientTexts texts = RecipientTexts.of(language);
        String html = TEMPLATE.replace("{{lang}}", language.tag())
                .replace("{{dir}}", language.direction())
                .replace("{{style}}", STYLE)
                .replace("{{title}}", texts.get(name + ".title"))
                .replace("{{text}}", texts.get(name + ".text"))
                .replace("{{form}}", form)
                .replace("{{languages}}", texts.get("languages"))
                .replace("{{others}}", others(language));
        return new RecipientPage(language, html);
    }

    private static String button(Language language, String page, String name, String value) {
        return "<form method=\"post\"><button name=\"%s\" value=\"%s\">%s</button></form>"
                .formatted(name, value, RecipientTexts.of(language).get(page + ".button"));
    }

    private static String others(Language own) {
        return Arrays.stream(Language.values())
                .filter(language -> language != own)
                .map(language -> "<li><a href=\"?lang=%1$s\" lang=\"%1$s\" hreflang=\"%1$s\" dir=\"%2$s\">%3$s</a></li>"
                        .formatted(language.tag(), language.direction(), language.ownName()))
                .collect(Collectors.joining("\n"));
    }
}
