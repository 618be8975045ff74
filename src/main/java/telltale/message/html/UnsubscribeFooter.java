package telltale.message.html;

/** The footer with an unsubscribe link, for bulk mail whose sender provides no such link. */
public final class UnsubscribeFooter {
    private static final String STYLE = "margin:24px 0 8px;font:12px/1.5 sans-serif;color:#595959;text-align:center";

    private UnsubscribeFooter() {}

    /**
     * Inserts the footer before the end of the body, where clients display it.
     *
     * @param line the HTML of the footer, without a block element
     */
    public static String addTo(String html, String line) {
        String element = "<div style=\"" + STYLE + "\">" + line + "</div>";
        int position = PixelPlacement.find(html, HtmlSource.parse(html), element);
        return html.substring(0, position) + element + html.substring(position);
    }

    /**
     * Appends the footer to a plain text part.
     *
     * @param line the footer as text
     */
    public static String addToText(String text, String line) {
        return text.stripTrailing() + (text.isBlank() ? "" : "\n\n") + line + "\n";
    }
}
