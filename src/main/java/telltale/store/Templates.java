package telltale.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import telltale.model.ImmutableBytes;

/** The stored message templates. Writes are durable and throw as in {@link Store}. */
public interface Templates {
    /** The names of all templates, in alphabetical order. */
    List<String> names();

    /** The content of a template. */
    Optional<ImmutableBytes> find(String name);

    /** Stores a template, or replaces the one of that name. */
    void put(String name, ImmutableBytes content, Instant now);

    /**
     * Deletes a template.
     *
     * @return whether it existed
     */
    boolean delete(String name);
}
