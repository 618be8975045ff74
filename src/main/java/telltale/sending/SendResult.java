package telltale.sending;

import java.util.List;
import telltale.model.Delivery;
import telltale.model.Outcome;

/** The result of sending a message while its caller waits. */
public sealed interface SendResult {
    /** The delivery in its current state. */
    Delivery delivery();

    /** Sentences about what could not be tracked. */
    List<String> warnings();

    /**
     * The delivery reached its final state.
     *
     * @param outcome the outcome of the attempt
     * @param stored whether the outcome is in the database; if not, it is stored as soon as that is possible
     */
    record Completed(Delivery delivery, Outcome outcome, boolean stored, List<String> warnings) implements SendResult {
        public Completed {
            warnings = List.copyOf(warnings);
        }
    }

    /** The message is in the outbox and will be sent later. */
    record Pending(Delivery delivery, List<String> warnings) implements SendResult {
        public Pending {
            warnings = List.copyOf(warnings);
        }
    }
}
