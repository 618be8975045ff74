package telltale.message;

import java.util.ArrayDeque;
import java.util.Deque;
import telltale.model.InvalidInputException;

/** A scan of a template's tags, before its parser sees it, for the parser and what it makes are recursive. */
final class TemplateTags {
    /** How deep sections may be nested. */
    static final int MAX_DEPTH = 32;

    private static final String OPEN = "{{";
    private static final String CLOSE = "}}";

    private TemplateTags() {}

    /**
     * Counts the tags of a template.
     *
     * @param field the name of the field that holds it
     * @throws InvalidInputException if it nests sections more than {@link #MAX_DEPTH} deep, includes another template, or changes the
     *     delimiters
     */
    static int count(String field, String template) {
        Deque<Integer> sections = new ArrayDeque<>();
        int tags = 0;
        for (int open = template.indexOf(OPEN); open >= 0; tags++) {
            int close = template.indexOf(CLOSE, open + OPEN.length());
            if (close < 0) {
                break;
            }
            // The parser trims control characters as well, so strip() would not see every partial.
            String tag = template.substring(start(template, open, close), close).trim();
            check(field, tag, open, sections);
            open = template.indexOf(OPEN, close + CLOSE.length());
        }
        return tags;
    }

    /** Where the text of a tag begins: an opening delimiter within it begins it anew, except in a comment. */
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
            case '>' ->
                throw new InvalidInputException(
                        field, field + " includes another template by {{>; a template stands alone");
            case '=' ->
                throw new InvalidInputException(
                        field, field + " changes the delimiters by {{=; they are always {{ and }}");
            default -> {}
        }
    }
}
