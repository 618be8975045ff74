package telltale.intake;

import java.util.concurrent.atomic.LongAdder;

/** What the listener answered. */
public final class ListenerCounts {
    private final LongAdder stored = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder deferred = new LongAdder();

    void addStored() {
        stored.increment();
    }

    void addRefused() {
        refused.increment();
    }

    void addDeferred() {
        deferred.increment();
    }

    /** Mails that were stored. */
    public long stored() {
        return stored.sum();
    }

    /** Recipients and mails that were refused. */
    public long refused() {
        return refused.sum();
    }

    /** Mails that could not be stored, and that the client sends again. */
    public long deferred() {
        return deferred.sum();
    }
}
