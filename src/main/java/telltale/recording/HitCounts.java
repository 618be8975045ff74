package telltale.recording;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import telltale.store.Appended;

/** How many hits came since the start, and how many of them met which fate. */
final class HitCounts {
    private final LongAdder received = new LongAdder();
    private final Map<Fate, LongAdder> counts = new EnumMap<>(Fate.class);
    private final LongSupplier waiting;

    /**
     * @param waiting how many wait in the spool now; those that wait already count as received
     */
    HitCounts(LongSupplier waiting) {
        this.waiting = waiting;
        received.add(waiting.getAsLong());
        for (Fate fate : Fate.values()) {
            counts.put(fate, new LongAdder());
        }
    }

    void receive() {
        received.increment();
    }

    void add(Fate fate, long hits) {
        LongAdder count = counts.get(fate);
        if (count != null) {
            count.add(hits);
        }
    }

    /** Counts events that the database took: of that many, what it says, and the others are rows. */
    void settle(Appended appended, long events) {
        add(Fate.FOLDED, appended.folded());
        add(Fate.UNKNOWN_DELIVERY, appended.unknownDelivery());
        add(Fate.WITHDRAWN, appended.withdrawn().size());
        add(
                Fate.STORED,
                events
                        - appended.folded()
                        - appended.unknownDelivery()
                        - appended.withdrawn().size());
    }

    long received() {
        return received.sum();
    }

    Map<Fate, Long> snapshot() {
        Map<Fate, Long> snapshot = new EnumMap<>(Fate.class);
        counts.forEach((fate, count) -> snapshot.put(fate, count.sum()));
        snapshot.put(Fate.SPOOLED, waiting.getAsLong());
        return snapshot;
    }
}
