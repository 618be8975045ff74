package telltale.message.html;

import org.jsoup.nodes.Document;
import org.jsoup.parser.Parser;

/** Parses HTML as a browser does and records the source position of every node. */
final class HtmlSource {
    private HtmlSource() {}

    static Document parse(String html) {
        return Parser.htmlParser().setTrackPosition(true).parseInput(html, "");
    }
}
