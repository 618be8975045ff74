package telltale.message.html;

/** The line at the end of a mail that says how to unsubscribe, for a mail whose sender wrote none. */
public final class UnsubscribeFooter {
    private static final String STYLE = "margin:24px 0 8px;font:12px/1.5 sans-serif;color:#595959;text-align:center";

    private UnsubscribeFooter() {}

    /**
     * Puts it before the end of the body, where a client shows it.
     *
     * @param line HTML without its own paragraph
     */
    public static String addedTo(String html, String line) {
        String element = "<div style=\"" + STYLE + "\">" + line + "</div>";
        int place = PixelPlacement.in(html, HtmlSource.parse(html), element);
        return html.substring(0, place) + element + html.substring(place);
    }
}
