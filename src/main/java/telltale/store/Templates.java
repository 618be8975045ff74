package telltale.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.model.ImmutableBytes;

/** The stored message templates, with their history. Writes are durable and throw as in {@link Store}. */
public interface Templates {
    /** The versions of a template that are kept; the newest is what it says now. */
    int MAX_VERSIONS = 50;

    /** The names of all templates, in alphabetical order. */
    List<String> names();

    /** The content of a template. */
    Optional<ImmutableBytes> find(String name);

    /** The content of a version that is kept. */
    Optional<ImmutableBytes> find(String name, int version);

    /**
     * A version of a template.
     *
     * @param number counts the versions of the template, from 1
     * @param actor who stored it; null if that is not known
     */
    record Version(int number, Instant at, AuditEntry.@Nullable Actor actor) {}

    /**
     * The versions of a template that are kept, newest first.
     *
     * @param before the number that those returned are below
     */
    List<Version> versions(String name, int before, int limit);

    /**
     * Stores a template, or a new version of the one of that name. Content that the template has already changes nothing, so
     * that a repeated request adds no version.
     */
    void put(String name, ImmutableBytes content, AuditEntry.Actor actor, Instant now);

    /**
     * Deletes a template with its history.
     *
     * @return whether it existed
     */
    boolean delete(String name);
}
