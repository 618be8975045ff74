package telltale.recording;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import telltale.model.Event;

/** An event that waits to become durable, and the answer that waits for it. */
final class PendingHit {
    private enum Stage {
        QUEUED,
        COMMITTING,
        SPOOLED,
        DONE
    }

    private final Event event;
    private final Runnable answer;
    private final long deadline;
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.QUEUED);
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

    boolean isAnswered() {
        return answered.get();
    }

    /** The writer takes it; false if it went to the spool meanwhile. */
    boolean claimForCommit() {
        return stage.compareAndSet(Stage.QUEUED, Stage.COMMITTING);
    }

    /** Whoever spools takes it out of the queue; false if the writer has it. */
    boolean claimForSpool() {
        return stage.compareAndSet(Stage.QUEUED, Stage.SPOOLED);
    }

    /** Notes that it is in the spool while the writer still tries; false if the writer has ended. */
    boolean spooledMeanwhile() {
        return stage.compareAndSet(Stage.COMMITTING, Stage.SPOOLED);
    }

    /** The writer has ended; says whether the event is in the spool, too. */
    boolean endCommit() {
        return stage.getAndSet(Stage.DONE) == Stage.SPOOLED;
    }

    boolean isSpooled() {
        return stage.get() == Stage.SPOOLED;
    }

    /** Lets the answer go, once. */
    void answer() {
        if (answered.compareAndSet(false, true)) {
            answer.run();
        }
    }
}
