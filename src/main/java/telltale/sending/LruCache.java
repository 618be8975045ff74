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
 * A thread-safe cache of the most recently used values, bounded in number and in bytes. A value that was evicted, or is too
 * large to cache, is still found as long as a thread uses it, so no value is in memory twice.
 */
final class LruCache<K, V> {
    private final int maxEntries;
    private final long maxBytes;
    private final ToLongFunction<V> weigher;
    private final Map<K, Entry<V>> entries = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<K, WeakReference<V>> inUse = new HashMap<>();
    private final Map<K, Object> loading = new ConcurrentHashMap<>();
    private long bytes;

    /**
     * @param weigher returns the bytes of memory that a value occupies
     */
    LruCache(int maxEntries, long maxBytes, ToLongFunction<V> weigher) {
        this.maxEntries = maxEntries;
        this.maxBytes = maxBytes;
        this.weigher = weigher;
    }

    private record Entry<V>(V value, long weight) {}

    /** Returns the value of a key. If it is not in memory, one thread loads it while others that need it wait. */
    V get(K key, Function<K, V> loader) {
        V cached = find(key);
        if (cached != null) {
            return cached;
        }
        Object lock = loading.computeIfAbsent(key, any -> new Object());
        synchronized (lock) {
            try {
                V loadedMeanwhile = find(key);
                if (loadedMeanwhile != null) {
                    return loadedMeanwhile;
                }
                V value = loader.apply(key);
                put(key, value);
                return value;
            } finally {
                loading.remove(key, lock);
            }
        }
    }

    /** Returns the value of a key if it is in memory. */
    synchronized @Nullable V find(K key) {
        Entry<V> entry = entries.get(key);
        if (entry != null) {
            return entry.value;
        }
        WeakReference<V> reference = inUse.get(key);
        return reference == null ? null : reference.get();
    }

    /** The number of bytes that the cached values occupy. */
    synchronized long bytes() {
        return bytes;
    }

    private synchronized void put(K key, V value) {
        long weight = weigher.applyAsLong(value);
        if (weight > maxBytes) {
            release(key, value);
            return;
        }
        entries.put(key, new Entry<>(value, weight));
        bytes += weight;
        Iterator<Map.Entry<K, Entry<V>>> eldest = entries.entrySet().iterator();
        while (entries.size() > maxEntries || bytes > maxBytes) {
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
