package telltale.mail;

import java.util.Map;
import java.util.TreeMap;

/** Replacements in a text by position; whatever none of them names stays as it is. */
final class Edits {
    private final String source;
    private final Map<Integer, Edit> edits = new TreeMap<>();

    private record Edit(int end, String text) {}

    Edits(String source) {
        this.source = source;
    }

    void insert(int place, String text) {
        replace(place, place, text);
    }

    void replace(int start, int end, String text) {
        edits.put(start, new Edit(end, text));
    }

    String apply() {
        StringBuilder result = new StringBuilder(source.length() + source.length() / 2);
        int copied = 0;
        for (Map.Entry<Integer, Edit> entry : edits.entrySet()) {
            result.append(source, copied, entry.getKey())
                    .append(entry.getValue().text());
            copied = entry.getValue().end();
        }
        return result.append(source, copied, source.length()).toString();
    }
}
