package telltale.message.html;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** The classes that a message's style sheets hide on every screen, such as preheaders, or show as blocks. */
final class StyleClasses {
    private static final Set<String> MEDIA = Set.of("", "all", "screen");
    private static final Pattern CLASS = Pattern.compile("[a-zA-Z0-9]*\\.([A-Za-z0-9_-]+)");

    private final Set<String> hidden = new HashSet<>();
    private final Set<String> blocks = new HashSet<>();

    private StyleClasses() {}

    /** Reads the style sheets of a document. */
    static StyleClasses of(Document document) {
        StyleClasses classes = new StyleClasses();
        for (Element style : document.getElementsByTag("style")) {
            if (MEDIA.contains(style.attr("media").strip().toLowerCase(Locale.ROOT))) {
                classes.read(withoutComments(style.data()));
            }
        }
        return classes;
    }

    /** Whether a class of an element hides it. */
    boolean hide(Element element) {
        return !hidden.isEmpty() && element.classNames().stream().anyMatch(hidden::contains);
    }

    /** Whether a class of an element makes it a block. */
    boolean makeBlock(Element element) {
        return !blocks.isEmpty() && element.classNames().stream().anyMatch(blocks::contains);
    }

    private static String withoutComments(String sheet) {
        StringBuilder rest = new StringBuilder();
        int copied = 0;
        for (int start = sheet.indexOf("/*"); start >= 0; start = sheet.indexOf("/*", copied)) {
            rest.append(sheet, copied, start);
            int end = sheet.indexOf("*/", start + 2);
            copied = end < 0 ? sheet.length() : end + 2;
        }
        return rest.append(sheet.substring(copied))
                .toString()
                .replace("<!--", "")
                .replace("-->", "");
    }

    /** Reads the rules outside of blocks such as {@code @media}. */
    private void read(String sheet) {
        int nesting = 0;
        int start = 0;
        for (int i = 0; i < sheet.length(); i++) {
            char c = sheet.charAt(i);
            if (c == '{' && !sheet.substring(start, i).strip().startsWith("@")) {
                int end = sheet.indexOf('}', i);
                end = end < 0 ? sheet.length() : end;
                if (nesting == 0) {
                    addRule(sheet.substring(start, i), sheet.substring(i + 1, end));
                }
                i = end;
                start = end + 1;
            } else if (c == '{' || c == '}' || c == ';') {
                nesting = Math.max(0, nesting + (c == '{' ? 1 : c == '}' ? -1 : 0));
                start = i + 1;
            }
        }
    }

    private void addRule(String selectors, String declarations) {
        if (HiddenElements.isHidingStyle(declarations)) {
            addClasses(selectors, hidden);
        } else if (TextReader.isBlockStyle(declarations)) {
            addClasses(selectors, blocks);
        }
    }

    private static void addClasses(String selectors, Set<String> names) {
        for (String selector : selectors.split(",", -1)) {
            Matcher name = CLASS.matcher(selector.strip());
            if (name.matches()) {
                names.add(name.group(1));
            }
        }
    }
}
