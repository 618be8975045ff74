package telltale.message;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import telltale.model.InvalidInputException;

/**
 * The data that a template can access in one rendering: map entries and list items, but no properties or methods of Java
 * objects. A null and an empty string are present, insert nothing, and are false in sections; numbers are inserted without
 * an exponent; objects and lists cannot be inserted. Each list item costs as many steps as the template has tags, which
 * bounds nested sections over lists.
 */
final class TemplateData {
    /** The maximum number of steps of a rendering; each evaluation of a tag is one step. */
    static final int MAX_STEPS = 10_000_000;

    /**
     * Stands for null and the empty string. The library passes a null in a section to the collector as an empty list that
     * is not one of {@link Items}; so it does with a missing one, if that is no error.
     */
    private static final Object NOTHING = new Object() {
        @Override
        public String toString() {
            return "";
        }
    };

    private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");

    /** Resolves variables in instances of this class only. */
    static final Mustache.Collector COLLECTOR = new Mustache.Collector() {
        @Override
        public @Nullable Iterator<?> toIterator(Object value) {
            return value instanceof Items items
                    ? items.iterator()
                    : value == NOTHING || value.equals(List.of()) ? Collections.emptyIterator() : null;
        }

        @Override
        public Mustache.VariableFetcher createFetcher(Object context, String name) {
            return context instanceof Entries
                    ? (entries, key) -> ((Entries) entries).get(key)
                    : context instanceof Items
                            ? (items, key) -> ((Items) items).get(key)
                            : (other, key) -> Template.NO_FETCHER_FOUND;
        }

        @Override
        public <K, V> Map<K, V> createFetcherCache() {
            return new ConcurrentHashMap<>();
        }
    };

    private final String field;
    private final int tags;
    private long steps;

    private TemplateData(String field, int tags) {
        this.field = field;
        this.tags = tags;
    }

    /**
     * Wraps the data for one rendering.
     *
     * @param field the name of the template's field, for errors
     * @param tags the number of tags in the template
     */
    static Object of(Map<String, Object> data, String field, int tags) {
        return new TemplateData(field, tags).new Entries(".", data);
    }

    /**
     * The text that a variable inserts.
     *
     * @throws InvalidInputException if it is an object or a list, which has no text
     */
    static String text(Object value) {
        if (value instanceof Structure structure) {
            throw structure.notText();
        }
        return String.valueOf(value);
    }

    /**
     * @param parent the name of the structure that contains the value
     * @param key the name of the value in it, or empty for a repeated item
     */
    private Object wrapped(String parent, String key, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return new Entries(name(parent, key), map);
        }
        if (value instanceof List<?> list) {
            return new Items(name(parent, key), list);
        }
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        return value == null || value.equals("") ? NOTHING : value;
    }

    private static String name(String parent, String key) {
        return key.isEmpty() ? parent : parent.equals(".") ? key : parent + "." + key;
    }

    private void count() {
        steps += tags + 1;
        if (steps > MAX_STEPS) {
            throw new InvalidInputException(
                    field,
                    field + " repeats sections too often for this data: it takes more than " + MAX_STEPS + " steps");
        }
    }

    /** A value that contains others. */
    private interface Structure {
        InvalidInputException notText();
    }

    private InvalidInputException notText(String name, String what) {
        return new InvalidInputException(field, field + " inserts {{" + name + "}}, which is " + what);
    }

    private final class Entries implements Structure {
        private final String name;
        private final Map<?, ?> map;

        /** @param name the name by which a template accessed the map */
        Entries(String name, Map<?, ?> map) {
            this.name = name;
            this.map = map;
        }

        Object get(String key) {
            Object value = map.get(key);
            return value == null && !map.containsKey(key) ? Template.NO_FETCHER_FOUND : wrapped(name, key, value);
        }

        @Override
        public InvalidInputException notText() {
            return TemplateData.this.notText(name, "an object in data, not a value; insert one of its fields");
        }
    }

    private final class Items implements Structure {
        private final String name;
        private final List<?> list;

        /** @param name the name by which a template accessed the list */
        Items(String name, List<?> list) {
            this.name = name;
            this.list = list;
        }

        Iterator<Object> iterator() {
            Iterator<?> items = list.iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return items.hasNext();
                }

                @Override
                public Object next() {
                    count();
                    return wrapped(name, "", items.next());
                }
            };
        }

        Object get(String index) {
            if (!INDEX.matcher(index).matches() || Integer.parseInt(index) >= list.size()) {
                return Template.NO_FETCHER_FOUND;
            }
            return wrapped(name, index, list.get(Integer.parseInt(index)));
        }

        @Override
        public InvalidInputException notText() {
            return TemplateData.this.notText(
                    name, "a list in data, not a value; repeat it with {{#" + name + "}}{{.}}{{/" + name + "}}");
        }
    }
}
