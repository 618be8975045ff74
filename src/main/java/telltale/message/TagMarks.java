package telltale.message;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tags of a template's HTML, with words in their place that every part of a URL may have. */
final class TagMarks {
    private static final Pattern TAG = Pattern.compile("\\{\\{\\{?[^{}]*+\\}?\\}\\}");
    private static final Pattern OWN_TAG = Pattern.compile(
            "\\{\\{\\{?[\\s&]*+(unsubscribe|preferences|consent|view)\\s*+\\}?\\}\\}", Pattern.CASE_INSENSITIVE);
    private static final Pattern MARK = Pattern.compile("zqx([0-9]+)xqz");

    private final List<String> tags = new ArrayList<>();
    private final String marked;

    /** Replaces the tags, except those of the recipient's own links. */
    TagMarks(String html) {
        this.marked = TAG.matcher(html).replaceAll(tag -> {
            if (isOwn(tag.group())) {
                return Matcher.quoteReplacement(tag.group());
            }
            tags.add(tag.group());
            return "zqx" + (tags.size() - 1) + "xqz";
        });
    }

    /** Whether a tag is one of the recipient's own links, which Telltale fills in. */
    static boolean isOwn(String tag) {
        return OWN_TAG.matcher(tag).matches();
    }

    String marked() {
        return marked;
    }

    boolean isEmpty() {
        return tags.isEmpty();
    }

    /**
     * Puts the tags back into a text that was derived from the marked HTML.
     *
     * @param escape how a tag is written in it
     */
    String unmarked(String text, UnaryOperator<String> escape) {
        return MARK.matcher(text).replaceAll(mark -> {
            int tag = Integer.parseInt(mark.group(1));
            return Matcher.quoteReplacement(tag < tags.size() ? escape.apply(tags.get(tag)) : mark.group());
        });
    }
}
