package telltale.message.html;

import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * The head of a message that becomes a web page. What it removes could not run or load anyway, because the page is served
 * with a sandbox (CSP 3 section 6.3.2); a meta element, however, could override a header of the response.
 */
final class PageHead {
    private static final String REMOVED = "base, script, link, iframe, frame, object, embed, applet, portal,"
            + " meta[http-equiv], meta[name~=(?i)^\\s*(referrer|robots)\\s*$]";

    private PageHead() {}

    /**
     * Removes elements with effects beyond the page, and opens links in a new tab.
     *
     * @param title the title of a page without one
     */
    static void rewrite(Document document, String title) {
        document.select(REMOVED).remove();
        Element head = document.head();
        if (document.selectFirst("title") == null) {
            head.prependElement("title").text(title);
        }
        if (document.selectFirst("meta[name~=(?i)^\\s*viewport\\s*$]") == null) {
            // Without a scale, a phone shows a layout that is wider than its screen as a whole.
            head.prependElement("meta").attr("name", "viewport").attr("content", "width=device-width");
        }
        head.prependElement("base").attr("target", "_blank");
    }
}
