package telltale.message;

import java.util.ArrayDeque;
import java.util.Deque;
import telltale.model.InvalidInputException;

/** Checks the tags of a template before it is parsed, because the parser and the compiled template are recursive. */
final class TemplateTags {
    /** The maximum nesting depth of sections. */
    static final int MAX_DEPTH = 32;

    private static final String OPEN = "{{";
    private static final String CLOSE = "}}";

    private TemplateTags() {}

    /**
     * Counts the tags of a template.
     *
     * @param field the name of the template's field, for errors
     * @throws InvalidInputException if sections are nested more than {@link #MAX_DEPTH} deep, or if the template includes a
     *     partial or changes the delimiters
     */
    static int count(String field, String template) {
        Deque<Integer> sections = new ArrayDeque<>();
        int tags = 0;
        for (int open = template.indexOf(OPEN); open >= 0; tags++) {
            int close = template.indexOf(CLOSE, open + OPEN.length());
            if (close < 0) {
                break;
            }
            // trim(), as the parser does: strip() keeps control characters and could miss a partial.
            String tag = template.substring(start(template, open, close), close).trim();
            check(field, tag, open, sections);
            open = template.indexOf(OPEN, close + CLOSE.length());
        }
        return tags;
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
    }
}
