package telltale.recording;

import java.util.concurrent.atomic.AtomicBoolean;
import telltale.model.Event;

/** An event that is not durable yet, and the answer that depends on it. */
final class PendingHit {
    private final Event event;
    private final Runnable answer;
    private final long deadline;
    private final AtomicBoolean answered = new AtomicBoolean();

    /**
     * @param deadline the latest time at which the answer is sent, as of {@link System#nanoTime}
     */
    PendingHit(Event event, Runnable answer, long deadline) {
        this.event = event;
        this.answer = answer;
        this.deadline = deadline;
    }

    Event event() {
        return event;
    }

    boolean isLate(long now) {
        return now - deadline > 0;
    }

    /** Sends the answer unless it was sent before, and returns whether this call sent it. */
    boolean answer() {
        boolean isFirst = answered.compareAndSet(false, true);
        if (isFirst) {
            answer.run();
        }
        return isFirst;
    }
}
