package telltale.recording;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import telltale.store.AppendResult;

/** How many hits came since the start, and how many of them met which fate. */
final class HitCounts {
    private final LongAdder received = new LongAdder();
    private final Map<HitDisposition, LongAdder> counts = new EnumMap<>(HitDisposition.class);
    private final LongSupplier waiting;

    /**
     * @param waiting how many wait in the spool now; those that wait already count as received
     */
    HitCounts(LongSupplier waiting) {
        this.waiting = waiting;
        received.add(waiting.getAsLong());
        for (HitDisposition fate : HitDisposition.values()) {
            counts.put(fate, new LongAdder());
        }
    }

    void receive() {
        received.increment();
    }

    void add(HitDisposition fate, long hits) {
        LongAdder count = counts.get(fate);
        if (count != null) {
            count.add(hits);
        }
    }

    /** Counts events that the database took: of that many, what it says, and the others are rows. */
    void settle(AppendResult appended, long events) {
        add(HitDisposition.FOLDED, appended.aggregated());
        add(HitDisposition.UNKNOWN_DELIVERY, appended.unknownDelivery());
        add(HitDisposition.WITHDRAWN, appended.withdrawn().size());
        add(
                HitDisposition.STORED,
                events
                        - appended.aggregated()
                        - appended.unknownDelivery()
                        - appended.withdrawn().size());
    }

    long received() {
        return received.sum();
    }

    Map<HitDisposition, Long> snapshot() {
        Map<HitDisposition, Long> snapshot = new EnumMap<>(HitDisposition.class);
        counts.forEach((fate, count) -> snapshot.put(fate, count.sum()));
        snapshot.put(HitDisposition.SPOOLED, waiting.getAsLong());
        return snapshot;
    }
}
