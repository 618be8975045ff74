package telltale.message.html;

import org.jsoup.nodes.Document;
import org.jsoup.parser.Parser;

/** HTML as a mail client's parser reads it, with the position in the source of everything that it finds. */
final class HtmlSource {
    private HtmlSource() {}

    static Document parse(String html) {
        return Parser.htmlParser().setTrackPosition(true).parseInput(html, "");
    }
}
