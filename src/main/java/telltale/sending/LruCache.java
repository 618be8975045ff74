package telltale.sending;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A cache of the values asked for last, bounded in number and in bytes, for any number of threads. A value that it no
 * longer keeps, or is too large to keep, is still found as long as a thread works with it: so no value is in memory twice.
 */
final class LruCache<K, V> {
    private final int maxEntries;
    private final long maxBytes;
    private final ToLongFunction<V> weigher;
    private final Map<K, Entry<V>> kept = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<K, WeakReference<V>> inUse = new HashMap<>();
    private final Map<K, Object> making = new ConcurrentHashMap<>();
    private long bytes;

    /**
     * @param weigher how many bytes of memory a value takes
     */
    LruCache(int maxEntries, long maxBytes, ToLongFunction<V> weigher) {
        this.maxEntries = maxEntries;
        this.maxBytes = maxBytes;
        this.weigher = weigher;
    }

    private record Entry<V>(V value, long weight) {}

    /** The value of a key, made by one thread if it is not in memory, while others that ask for the same one wait. */
    V get(K key, Function<K, V> make) {
        V known = find(key);
        if (known != null) {
            return known;
        }
        Object lock = making.computeIfAbsent(key, any -> new Object());
        synchronized (lock) {
            try {
                V madeMeanwhile = find(key);
                if (madeMeanwhile != null) {
                    return madeMeanwhile;
                }
                V value = make.apply(key);
                put(key, value);
                return value;
            } finally {
                making.remove(key, lock);
            }
        }
    }

    /** The value of a key if it is in memory. */
    synchronized @Nullable V find(K key) {
        Entry<V> entry = kept.get(key);
        if (entry != null) {
            return entry.value;
        }
        WeakReference<V> reference = inUse.get(key);
        return reference == null ? null : reference.get();
    }

    /** How many bytes the kept values take. */
    synchronized long bytes() {
        return bytes;
    }

    private synchronized void put(K key, V value) {
        long weight = weigher.applyAsLong(value);
        if (weight > maxBytes) {
            release(key, value);
            return;
        }
        kept.put(key, new Entry<>(value, weight));
        bytes += weight;
        Iterator<Map.Entry<K, Entry<V>>> eldest = kept.entrySet().iterator();
        while (kept.size() > maxEntries || bytes > maxBytes) {
            Map.Entry<K, Entry<V>> entry = eldest.next();
            bytes -= entry.getValue().weight;
            eldest.remove();
            release(entry.getKey(), entry.getValue().value);
        }
    }

    private void release(K key, V value) {
        inUse.values().removeIf(reference -> reference.get() == null);
        inUse.put(key, new WeakReference<>(value));
    }
}
