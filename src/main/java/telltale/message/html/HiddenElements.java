package telltale.message.html;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;

/** Elements whose content email clients do not display. */
final class HiddenElements {
    private static final Set<String> NAMES = Set.of(
            "head",
            "title",
            "script",
            "style",
            "template",
            "noscript",
            "noembed",
            "noframes",
            "frameset",
            "iframe",
            "object",
            "canvas",
            "audio",
            "video",
            "textarea",
            "select",
            "datalist",
            "dialog",
            "svg",
            "math",
            "xmp",
            "plaintext");

    private static final Pattern HIDING_STYLE = Pattern.compile("(display\\s*:\\s*none|visibility\\s*:\\s*hidden)");

    private HiddenElements() {}

    static boolean contains(Element element) {
        return NAMES.contains(element.normalName())
                || element.hasAttr("hidden")
                || HIDING_STYLE
                        .matcher(element.attr("style").toLowerCase(Locale.ROOT))
                        .find();
    }
}
