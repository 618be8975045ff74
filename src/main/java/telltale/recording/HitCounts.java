package telltale.recording;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How many hits met which fate since the start. */
final class HitCounts {
    private final Map<Fate, LongAdder> counts = new EnumMap<>(Fate.class);

    HitCounts() {
        for (Fate fate : Fate.values()) {
            counts.put(fate, new LongAdder());
        }
    }

    void add(Fate fate, long hits) {
        LongAdder count = counts.get(fate);
        if (count != null) {
            count.add(hits);
        }
    }

    Map<Fate, Long> snapshot() {
        Map<Fate, Long> snapshot = new EnumMap<>(Fate.class);
        counts.forEach((fate, count) -> snapshot.put(fate, count.sum()));
        return snapshot;
    }
}
