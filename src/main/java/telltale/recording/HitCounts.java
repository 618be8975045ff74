package telltale.recording;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import telltale.store.AppendResult;

/** Counts the hits since the start, in total and by disposition. */
final class HitCounts {
    private final LongAdder received = new LongAdder();
    private final Map<HitDisposition, LongAdder> counts = new EnumMap<>(HitDisposition.class);
    private final LongSupplier waiting;

    /**
     * @param waiting returns the number of events in the spool; those there at the start count as received
     */
    HitCounts(LongSupplier waiting) {
        this.waiting = waiting;
        received.add(waiting.getAsLong());
        for (HitDisposition disposition : HitDisposition.values()) {
            counts.put(disposition, new LongAdder());
        }
    }

    void receive() {
        received.increment();
    }

    void add(HitDisposition disposition, long hits) {
        LongAdder count = counts.get(disposition);
        if (count != null) {
            count.add(hits);
        }
    }

    /** Counts events that the database has processed: the exceptions as it reports them, all others as stored. */
    void settle(AppendResult appended, long events) {
        add(HitDisposition.AGGREGATED, appended.aggregated());
        add(HitDisposition.UNKNOWN_DELIVERY, appended.unknownDelivery());
        add(HitDisposition.WITHDRAWN, appended.withdrawn().size());
        add(HitDisposition.TEST, appended.tests().size());
        add(
                HitDisposition.STORED,
                events
                        - appended.aggregated()
                        - appended.unknownDelivery()
                        - appended.withdrawn().size()
                        - appended.tests().size());
    }

    long received() {
        return received.sum();
    }

    Map<HitDisposition, Long> snapshot() {
        Map<HitDisposition, Long> snapshot = new EnumMap<>(HitDisposition.class);
        counts.forEach((disposition, count) -> snapshot.put(disposition, count.sum()));
        snapshot.put(HitDisposition.SPOOLED, waiting.getAsLong());
        return snapshot;
    }
}
