package telltale.inbound;

import java.util.List;
import java.util.Locale;

/** The text in HTML, for mails that have no other: tags become spaces, and the entities that programs write are decoded. */
final class HtmlText {
    private static final int MAX_ENTITY = 8;
    /** How the tags of blocks begin. */
    private static final List<String> BLOCKS = List.of("br", "p", "div", "tr", "li", "h");

    private HtmlText() {}

    static String of(String html) {
        StringBuilder text = new StringBuilder(html.length() / 2);
        for (int i = 0; i < html.length(); i++) {
            char c = html.charAt(i);
            if (c == '<') {
                i = skipTag(html, i, text);
            } else if (c == '&') {
                i = entity(html, i, text);
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    /** Skips a tag, or an element whose content is no text. The index returned is that of the last character skipped. */
    private static int skipTag(String html, int start, StringBuilder text) {
        String name =
                html.substring(start + 1, Math.min(html.length(), start + 7)).toLowerCase(Locale.ROOT);
        if (name.startsWith("style") || name.startsWith("script")) {
            String endTag = name.startsWith("style") ? "</style" : "</script";
            int end = indexOfIgnoringCase(html, endTag, start);
            if (end < 0) {
                return html.length();
            }
            return skipTag(html, end, text);
        }
        int end = html.indexOf('>', start);
        text.append(isBlock(name) ? '\n' : ' ');
        return end < 0 ? html.length() : end;
    }

    private static boolean isBlock(String name) {
        String tag = name.startsWith("/") ? name.substring(1) : name;
        return BLOCKS.stream().anyMatch(tag::startsWith) && !tag.startsWith("param");
    }

    private static int indexOfIgnoringCase(String html, String sought, int from) {
        for (int i = from; i + sought.length() <= html.length(); i++) {
            if (html.charAt(i) == '<' && html.regionMatches(true, i, sought, 0, sought.length())) {
                return i;
            }
        }
        return -1;
    }

    private static int entity(String html, int start, StringBuilder text) {
        int end = start + 1;
        while (end < html.length() && html.charAt(end) != ';' && end - start <= MAX_ENTITY) {
            end++;
        }
        if (end == html.length() || html.charAt(end) != ';') {
            text.append('&');
            return start;
        }
        text.append(character(html.substring(start + 1, end)));
        return end;
    }

    private static String character(String entity) {
        return switch (entity) {
            case "lt" -> "<";
            case "gt" -> ">";
            case "amp" -> "&";
            case "quot" -> "\"";
            case "apos", "#39", "#039", "rsquo" -> "'";
            case "nbsp" -> " ";
            case "auml" -> "ä";
            case "ouml" -> "ö";
            case "uuml" -> "ü";
            case "szlig" -> "ß";
            case "eacute" -> "é";
            default -> numeric(entity);
        };
    }

    private static String numeric(String entity) {
        try {
            if (entity.startsWith("#x")) {
                return Character.toString(Integer.parseInt(entity.substring(2), 16));
            }
            return entity.startsWith("#") ? Character.toString(Integer.parseInt(entity.substring(1))) : " ";
        } catch (IllegalArgumentException noCharacter) {
            return " ";
        }
    }
}
