package telltale.store;

import java.time.Instant;

/** Decides which due mails a node claims. It gives the same answer to the same mail, since a transaction may be retried. */
@FunctionalInterface
public interface Admission {
    /** Admits every mail. */
    Admission ALL = mail -> new Decision.Claim();

    /** Decides about a mail that is due and not claimed yet. */
    Decision of(ClaimedDelivery mail);

    /** What becomes of a mail. */
    sealed interface Decision {
        /** It is claimed. */
        record Claim() implements Decision {}

        /** It is due later. */
        record Later(Instant due) implements Decision {}

        /** It waits in its lane, until it is claimed from there. */
        record Wait(Lane lane) implements Decision {}
    }
}
