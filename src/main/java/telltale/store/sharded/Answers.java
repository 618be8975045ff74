package telltale.store.sharded;

import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import telltale.store.StoreUnavailableException;

/** The answers of several databases; some may be unavailable. */
final class Answers<T> {
    private final SortedMap<Integer, T> known = new TreeMap<>();
    private final SortedSet<Integer> missing = new TreeSet<>();
    private @Nullable StoreUnavailableException last;

    /** Adds an answer, unless getting it shows that the database is unavailable. */
    void add(int number, Supplier<T> answer) {
        try {
            known.put(number, answer.get());
        } catch (StoreUnavailableException away) {
            missing.add(number);
            last = away;
        }
    }

    /** The databases that are unavailable. */
    SortedSet<Integer> missing() {
        return missing;
    }

    /** The answers by number; throws what the last database threw if there is none. */
    SortedMap<Integer, T> some() {
        if (known.isEmpty() && last != null) {
            throw last;
        }
        return known;
    }
}
