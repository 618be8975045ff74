package telltale.store.jdbc;

import java.util.LinkedHashMap;
import java.util.Map;

/** The entries used last, up to a number of them. */
public final class RecentEntries<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;
    private final int most;

    public RecentEntries(int most) {
        super(16, 0.75f, true);
        this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
    }
}
