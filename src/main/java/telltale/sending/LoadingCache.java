package telltale.sending;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import telltale.model.LruCache;

/**
 * A thread-safe cache that loads missing values. A value that was evicted, or is too large to cache, is still found as long
 * as a thread uses it, so no value is in memory twice.
 */
final class LoadingCache<K, V> {
    private final LruCache<K, V> cached;
    private final Map<K, LoadedValue<K, V>> loaded = new HashMap<>();
    private final ReferenceQueue<V> collected = new ReferenceQueue<>();
    private final Map<K, Object> loading = new ConcurrentHashMap<>();

    /** @param weigher returns the bytes of memory that a value occupies */
    LoadingCache(int maxEntries, long maxBytes, ToLongFunction<V> weigher) {
        this.cached = new LruCache<>(maxEntries, maxBytes, (key, value) -> weigher.applyAsLong(value));
    }

    /** A loaded value that may still be in use, with its key. */
    private static final class LoadedValue<K, V> extends WeakReference<V> {
        final K key;

        LoadedValue(K key, V value, ReferenceQueue<V> collected) {
            super(value, collected);
            this.key = key;
        }
    }

    /** Returns the value of a key. If it is not in memory, one thread loads it while others that need it wait. */
    V get(K key, Function<K, V> loader) {
        V found = find(key);
        if (found != null) {
            return found;
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
        removeCollected();
        V value = cached.get(key);
        if (value != null) {
            return value;
        }
        LoadedValue<K, V> reference = loaded.get(key);
        return reference == null ? null : reference.get();
    }

    /** The number of bytes that the cached values occupy. */
    synchronized long bytes() {
        return cached.bytes();
    }

    /** Caches a value that was not loaded. */
    synchronized void put(K key, V value) {
        loaded.put(key, new LoadedValue<>(key, value, collected));
        cached.put(key, value);
    }

    /** Removes the keys of values that no thread uses any more; a key may be as large as its value. */
    private void removeCollected() {
        for (Reference<? extends V> one = collected.poll(); one != null; one = collected.poll()) {
            loaded.remove(((LoadedValue<?, ?>) one).key, one);
        }
    }
}
