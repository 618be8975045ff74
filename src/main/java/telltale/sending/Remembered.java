package telltale.sending;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** What was made for the keys asked for last, up to a number of them. For any number of threads. */
final class Remembered<K, V> {
    private final Map<K, V> made;

    Remembered(int most) {
        this.made = new LinkedHashMap<>(most, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    /** Two that ask for a new key at once may both make it: that costs less than waiting for one another. */
    V get(K key, Function<K, V> make) {
        synchronized (made) {
            V known = made.get(key);
            if (known != null) {
                return known;
            }
        }
        V value = make.apply(key);
        synchronized (made) {
            made.put(key, value);
        }
        return value;
    }
}
