package telltale.doctor;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A list of {@code name=value} separated by semicolons (RFC 6376 section 3.2), as DKIM and DMARC records have it. */
public final class TagList {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");

    private final Map<String, String> tags = new LinkedHashMap<>();

    private TagList() {}

    /**
     * Parses a list.
     *
     * @throws IllegalArgumentException with a sentence, if a part is no tag or a name occurs twice
     */
    public static TagList parse(String text) {
        TagList list = new TagList();
        String[] parts = text.strip().split(";", -1);
        for (int i = 0; i < parts.length; i++) {
            if (i < parts.length - 1 || !parts[i].isBlank()) {
                list.add(parts[i]);
            }
        }
        return list;
    }

    private void add(String part) {
        int equals = part.indexOf('=');
        String name = equals < 0 ? "" : part.substring(0, equals).strip();
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("\"" + part.strip() + "\" is not a tag such as name=value");
        }
        if (tags.putIfAbsent(name, part.substring(equals + 1).strip()) != null) {
            throw new IllegalArgumentException("the tag " + name + " occurs twice");
        }
    }

    /** The value of a tag, null if it is absent. */
    public @Nullable String get(String name) {
        return tags.get(name);
    }

    /** The value of a tag, or a default value if it is absent. */
    public String get(String name, String defaultValue) {
        return tags.getOrDefault(name, defaultValue);
    }

    /** Whether a tag is the first. */
    public boolean isFirst(String name) {
        return !tags.isEmpty() && tags.keySet().iterator().next().equals(name);
    }
}
