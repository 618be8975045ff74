package telltale.recording;

import java.util.concurrent.atomic.AtomicBoolean;
import telltale.model.Event;

/** An event that waits to become durable, and the answer that waits for it. */
final class PendingHit {
    private final Event event;
    private final Runnable answer;
    private final long deadline;
    private final AtomicBoolean answered = new AtomicBoolean();

    /**
     * @param deadline when the answer goes at the latest, as {@link System#nanoTime}
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

    /** Lets the answer go, once; says whether it was now. */
    boolean answer() {
        boolean now = answered.compareAndSet(false, true);
        if (now) {
            answer.run();
        }
        return now;
    }
}
