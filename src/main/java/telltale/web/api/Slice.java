package telltale.web.api;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.web.http.Fields;

/**
 * A page of a list that is in memory as a whole.
 *
 * @param next the cursor of the next page; null on the last one
 */
record Slice<T>(List<T> items, @Nullable String next) {
    /**
     * The page that {@code limit} and {@code cursor} select.
     *
     * @param all ordered by their keys
     */
    static <T> Slice<T> of(List<T> all, Function<T, String> key, Fields query) {
        String cursor = query.get("cursor");
        int limit = query.limit();
        List<T> found = all.stream()
                .filter(item -> cursor == null || key.apply(item).compareTo(cursor) > 0)
                .limit(limit + 1L)
                .toList();
        return begin(found, limit, key);
    }

    /**
     * A page of the first items.
     *
     * @param found one more than the limit if there is another page
     */
    static <T> Slice<T> begin(List<T> found, int limit, Function<T, String> key) {
        List<T> items = found.subList(0, Math.min(limit, found.size()));
        return new Slice<>(items, found.size() > limit ? key.apply(items.get(limit - 1)) : null);
    }
}
