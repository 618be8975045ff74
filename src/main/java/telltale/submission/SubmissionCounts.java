package telltale.submission;

import java.util.concurrent.atomic.LongAdder;

/** What the listener for submission answered to mails. */
public final class SubmissionCounts {
    private final LongAdder accepted = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder deferred = new LongAdder();

    void addAccepted() {
        accepted.increment();
    }

    void add(SubmissionRefusedException refusal) {
        (refusal.isTemporary() ? deferred : refused).increment();
    }

    /** Mails that are in the queue. */
    public long accepted() {
        return accepted.sum();
    }

    /** Mails that were refused. */
    public long refused() {
        return refused.sum();
    }

    /** Mails that could not be stored, and that the client sends again. */
    public long deferred() {
        return deferred.sum();
    }
}
