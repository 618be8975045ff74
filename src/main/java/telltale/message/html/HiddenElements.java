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

    private static final Pattern HIDING = Pattern.compile(
            "display\\s*:\\s*none|visibility\\s*:\\s*hidden|(?<![a-z-])opacity\\s*:\\s*(?:0*\\.0+|0)(?![0-9.])");
    private static final Pattern CLIPPING = Pattern.compile("overflow\\s*:\\s*hidden");
    private static final Pattern NO_SIZE =
            Pattern.compile("(?<![a-z-])(?:max-)?(?:height|width)\\s*:\\s*0(?:\\.0+)?(?:px|pt|em|%)?\\s*(?:!|;|$)");

    private HiddenElements() {}

    static boolean contains(Element element) {
        return NAMES.contains(element.normalName())
                || element.hasAttr("hidden")
                || isHidingStyle(element.attr("style"));
    }

    /** Whether CSS declarations hide an element: not displayed, transparent, or clipped to nothing. */
    static boolean isHidingStyle(String declarations) {
        if (declarations.isEmpty()) {
            return false;
        }
        String style = declarations.toLowerCase(Locale.ROOT);
        return HIDING.matcher(style).find()
                || (CLIPPING.matcher(style).find() && NO_SIZE.matcher(style).find());
    }
}
