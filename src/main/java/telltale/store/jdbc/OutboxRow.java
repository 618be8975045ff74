package telltale.store.jdbc;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryState;
import telltale.model.Person;
import telltale.model.StateTransition;
import telltale.store.ClaimedDelivery;
import telltale.store.Outbox;
import telltale.store.jdbc.CampaignCounters.Step;
import telltale.store.jdbc.StateUpdate.StateChange;

/**
 * A delivery in the outbox, as a transaction reads it.
 *
 * @param beganAt when its first attempt began, or null
 * @param campaign the number of its campaign, 0 for none
 * @param number the number of the delivery
 * @param recipient null if the recipient is not known as a person
 */
record OutboxRow(
        ClaimedDelivery mail,
        @Nullable Instant beganAt,
        DeliveryState state,
        long campaign,
        Instant createdAt,
        long number,
        @Nullable Person recipient) {
    /** The changes of counters when some rows change their state. */
    static List<Step> steps(List<OutboxRow> rows, DeliveryState next) {
        Function<OutboxRow, Step> step = row -> new Step(row.campaign, row.createdAt, row.state, next);
        return rows.stream().map(step).toList();
    }

    /** The changes of some rows' states. */
    static List<StateChange<OutboxRow>> changes(List<OutboxRow> rows, DeliveryState next) {
        return StateUpdate.changes(rows, row -> row.mail.id(), row -> new StateTransition(row.state, next));
    }

    /** The delivery as a transaction claims it, whose query began at this reading. */
    ClaimedDelivery claimedAt(Instant now, PersonChanges.Reading reading) {
        return new ClaimedDelivery(
                mail.id(),
                mail.to(),
                mail.subject(),
                mail.message(),
                mail.data(),
                mail.attempt() + 1,
                beganAt == null ? now : beganAt,
                mail.suspicion(),
                recipient == null ? null : reading.of(recipient),
                mail.origin(),
                mail.window(),
                mail.pool());
    }

    /** Whether so many attempts were lost that the delivery must not be tried again. */
    boolean hasLostTooManyAttempts() {
        return mail.suspicion() > Outbox.MAX_LOST_ATTEMPTS;
    }
}
