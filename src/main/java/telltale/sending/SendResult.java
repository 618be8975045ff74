package telltale.sending;

import java.util.List;
import telltale.model.Delivery;
import telltale.model.Outcome;

/** What became of a mail while its sender waited. */
public sealed interface SendResult {
    /** As it stands now. */
    Delivery delivery();

    /** Sentences for the sender about what could not be tracked. */
    List<String> warnings();

    /**
     * It came to an end.
     *
     * @param outcome how the attempt ended
     * @param remembered whether the outcome is in the database; it is brought there as soon as that is possible
     */
    record Ended(Delivery delivery, Outcome outcome, boolean remembered, List<String> warnings) implements SendResult {
        public Ended {
            warnings = List.copyOf(warnings);
        }
    }

    /** It is in the outbox, and Telltale goes on with it. */
    record Held(Delivery delivery, List<String> warnings) implements SendResult {
        public Held {
            warnings = List.copyOf(warnings);
        }
    }
}
