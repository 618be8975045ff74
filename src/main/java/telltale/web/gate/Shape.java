package telltale.web.gate;

import org.jspecify.annotations.Nullable;

/**
 * The JSON that a route answers with, so that {@code fields} can select from it.
 *
 * @param items the member with the items of a page; null if the answer is one resource
 */
public record Shape(@Nullable String items) {
    static final Shape RESOURCE = new Shape(null);
}
