package telltale.keys;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import telltale.model.ClientNetwork;
import telltale.store.ApiKeys;
import telltale.store.ApiKeys.LastUse;
import telltale.store.ApiKeys.Use;

/**
 * The last use of each key: its day and the network of the client, never the address. A request notes it in memory; a
 * background task stores it, once a day for a key and a network.
 */
public final class KeyUses {
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    /** The uses of a day that are remembered, to store each once. */
    private static final int MAX_REMEMBERED = 10_000;

    private final ApiKeys keys;
    private final Clock clock;
    /** The uses of this day, and whether they are stored. */
    private final Map<Use, Boolean> uses = new ConcurrentHashMap<>();

    public KeyUses(ApiKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * Notes a use.
     *
     * @param client null if its address is unknown
     */
    public void note(UUID key, @Nullable InetAddress client) {
        Use use = new Use(key, new LastUse(today(), ClientNetwork.of(client)));
        if (!uses.containsKey(use) && uses.size() < MAX_REMEMBERED) {
            uses.putIfAbsent(use, false);
        }
    }

    /** Stores new uses; returns the pause before the next step. */
    public Duration step() {
        LocalDate today = today();
        List<Use> fresh = uses.entrySet().stream()
                .filter(use -> !use.getValue())
                .map(Map.Entry::getKey)
                .toList();
        if (!fresh.isEmpty()) {
            keys.noteUses(fresh);
            fresh.forEach(use -> uses.put(use, true));
        }
        uses.keySet().removeIf(use -> !use.use().day().equals(today));
        return INTERVAL;
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
