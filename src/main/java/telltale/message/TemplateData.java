package telltale.message;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import telltale.model.InvalidInputException;

/**
 * The data that a template can access in one rendering: map entries and list items, but no properties or methods of Java
 * objects. Each list item costs as many steps as the template has tags, which bounds nested sections over lists.
 */
final class TemplateData {
    /** The maximum number of steps of a rendering; each evaluation of a tag is one step. */
    static final int MAX_STEPS = 10_000_000;

    /** Resolves variables in instances of this class only. */
    static final Mustache.Collector COLLECTOR = new Mustache.Collector() {
        @Override
        public @Nullable Iterator<?> toIterator(Object value) {
            return value instanceof Items items ? items.iterator() : null;
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
        return new TemplateData(field, tags).new Entries(data);
    }

    private Object wrapped(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return new Entries(map);
        }
        return value instanceof List<?> list ? new Items(list) : value == null ? "" : value;
    }

    private void count() {
        steps += tags + 1;
        if (steps > MAX_STEPS) {
            throw new InvalidInputException(
                    field,
                    field + " repeats sections too often for this data: it takes more than " + MAX_STEPS + " steps");
        }
    }

    private final class Entries {
        private final Map<?, ?> map;

        Entries(Map<?, ?> map) {
            this.map = map;
        }

        @Nullable
        Object get(String name) {
            Object value = map.get(name);
            if (value == null) {
                return map.containsKey(name) ? null : Template.NO_FETCHER_FOUND;
            }
            return wrapped(value);
        }

        @Override
        public String toString() {
            return map.toString();
        }
    }

    private final class Items {
        private final List<?> list;

        Items(List<?> list) {
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
                    return wrapped(items.next());
                }
            };
        }

        Object get(String index) {
            try {
                return wrapped(list.get(Integer.parseInt(index)));
            } catch (NumberFormatException | IndexOutOfBoundsException none) {
                return Template.NO_FETCHER_FOUND;
            }
        }

        @Override
        public String toString() {
            return list.toString();
        }
    }
}
