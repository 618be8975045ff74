package telltale.model;

import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToLongBiFunction;
import org.jspecify.annotations.Nullable;

/** A cache of the most recently used entries, bounded in number and in bytes of memory. Not thread-safe. */
public final class LruCache<K, V> {
    private final int maxEntries;
    private final long maxBytes;
    private final ToLongBiFunction<K, V> weigher;
    private final Map<K, V> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /** A cache of entries of similar size, bounded in number alone. */
    public LruCache(int maxEntries) {
        this(maxEntries, Long.MAX_VALUE, (key, value) -> 0);
    }

    /** @param weigher returns the bytes of memory that an entry occupies, which never change */
    public LruCache(int maxEntries, long maxBytes, ToLongBiFunction<K, V> weigher) {
        this.maxEntries = maxEntries;
        this.maxBytes = maxBytes;
        this.weigher = weigher;
    }

    /** Returns the value of a key, which becomes the most recently used one, or null. */
    public @Nullable V get(K key) {
        return entries.get(key);
    }

    /** Caches a value, unless it alone exceeds the memory, and evicts the least recently used ones. */
    public void put(K key, V value) {
        remove(key);
        long added = weigher.applyAsLong(key, value);
        if (added > maxBytes) {
            return;
        }
        entries.put(key, value);
        bytes += added;
        Iterator<Map.Entry<K, V>> eldest = entries.entrySet().iterator();
        while (entries.size() > maxEntries || bytes > maxBytes) {
            Map.Entry<K, V> entry = eldest.next();
            bytes -= weigher.applyAsLong(entry.getKey(), entry.getValue());
            eldest.remove();
        }
    }

    private void remove(K key) {
        V removed = entries.remove(key);
        if (removed != null) {
            bytes -= weigher.applyAsLong(key, removed);
        }
    }

    /** The cached values; reading them uses none of them. */
    public Collection<V> values() {
        return Collections.unmodifiableCollection(entries.values());
    }

    /** Removes the values for which a condition holds. */
    public void removeIf(Predicate<V> condition) {
        entries.entrySet().removeIf(entry -> {
            boolean isRemoved = condition.test(entry.getValue());
            bytes -= isRemoved ? weigher.applyAsLong(entry.getKey(), entry.getValue()) : 0;
            return isRemoved;
        });
    }

    /** Removes all entries. */
    public void clear() {
        entries.clear();
        bytes = 0;
    }

    /** The bytes of memory that the entries occupy. */
    public long bytes() {
        return bytes;
    }
}
