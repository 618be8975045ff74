package telltale.message;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;
import telltale.model.InvalidInputException;

/** Checks the tags of a template before it is parsed, because the parser and the compiled template are recursive. */
final class TemplateTags {
    /** The maximum nesting depth of sections. */
    static final int MAX_DEPTH = 32;

    private static final String OPEN = "{{";
    private static final String CLOSE = "}}";
    /** What can precede the name in a tag. */
    private static final Pattern NAME = Pattern.compile("^[#^/&]\\s*");
    /** A dot without a name on both sides; alone it is the current item. */
    private static final Pattern INCOMPLETE = Pattern.compile("^\\.[^\\s]|[^\\s]\\.$|\\.\\.");

    private TemplateTags() {}

    /**
     * Counts the tags of a template.
     *
     * @param field the name of the template's field, for errors
     * @throws InvalidInputException if a tag has no end or an incomplete name, if sections are nested more than
     *     {@link #MAX_DEPTH} deep, or if the template includes a partial or changes the delimiters
     */
    static int count(String field, String template) {
        Deque<Integer> sections = new ArrayDeque<>();
        int tags = 0;
        for (int open = template.indexOf(OPEN); open >= 0; tags++) {
            int close = template.indexOf(CLOSE, open + OPEN.length());
            int start = close < 0 ? -1 : start(template, open, close);
            // The parser inserts what it cannot read as text; a third brace begins a tag that is not escaped.
            if (start < 0 || start > open + OPEN.length() + 1) {
                throw new InvalidInputException(
                        field, field + " has {{ without the }} that ends it (line " + line(template, open) + ")");
            }
            // trim(), as the parser does: strip() keeps control characters and could miss a partial.
            String tag = template.substring(start, close).trim();
            check(field, tag, open, sections);
            open = template.indexOf(OPEN, close + CLOSE.length());
        }
        return tags;
    }

    private static long line(String template, int position) {
        return 1
                + template.substring(0, position).chars().filter(c -> c == '\n').count();
    }

    /** The start of a tag's text: a further opening delimiter restarts the tag, except in a comment. */
    private static int start(String template, int open, int close) {
        int start = open + OPEN.length();
        return template.startsWith("!", start) ? start : template.lastIndexOf(OPEN, close - 1) + OPEN.length();
    }

    private static void check(String field, String tag, int at, Deque<Integer> sections) {
        switch (tag.isEmpty() ? ' ' : tag.charAt(0)) {
            case '#', '^' -> {
                sections.push(at);
                if (sections.size() > MAX_DEPTH) {
                    throw new InvalidInputException(field, field + " nests sections more than " + MAX_DEPTH + " deep");
                }
            }
            case '/' -> sections.poll();
            case '>' -> throw new InvalidInputException(field, field + " uses a partial ({{>), which is not supported");
            case '<', '$' ->
                throw new InvalidInputException(
                        field, field + " uses template inheritance ({{<, {{$), which is not supported");
            case '=' ->
                throw new InvalidInputException(field, field + " changes the delimiters ({{=); they must be {{ and }}");
            default -> {}
        }
        String name = NAME.matcher(tag).replaceFirst("");
        if (!tag.startsWith("!") && INCOMPLETE.matcher(name).find()) {
            throw new InvalidInputException(
                    field, field + " uses {{" + tag + "}}, in which a name before or after a dot is missing");
        }
    }
}
