package telltale.sending;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import telltale.message.PreparedMessage;
import telltale.model.DeliveryState;
import telltale.store.ClaimedDelivery;
import telltale.store.EnqueueResult;
import telltale.store.IdempotencyKeyTakenException;
import telltale.store.NewDelivery;
import telltale.store.Outbox;
import telltale.store.SendingQuota;
import telltale.store.StoredMessage;

/**
 * Stores the deliveries of accepted messages in the outbox, and hands those that this node can send at once to its workers,
 * which so need neither claim them nor read them back.
 */
final class MessageInjector {
    /** The number of deliveries in memory above which others wait in the outbox until they are claimed. */
    private static final int MAX_TASKS = 1_000;

    private final Outbox outbox;
    private final SendingQuota quota;
    private final SendingLimits limits;
    private final QueueClaimer claimer;
    private final AttemptRecorder recorder;
    private final CopyRenderer copies;
    private final TaskQueue tasks;
    private final Clock clock;

    MessageInjector(
            Outbox outbox,
            SendingQuota quota,
            SendingLimits limits,
            QueueClaimer claimer,
            AttemptRecorder recorder,
            CopyRenderer copies,
            TaskQueue tasks,
            Clock clock) {
        this.outbox = outbox;
        this.quota = quota;
        this.limits = limits;
        this.claimer = claimer;
        this.recorder = recorder;
        this.copies = copies;
        this.tasks = tasks;
        this.clock = clock;
    }

    /**
     * A delivery that was stored.
     *
     * @param attempt the end of its first attempt, which a caller that stops waiting cancels; null if it is not sent at once
     */
    record Injected(EnqueueResult result, @Nullable CompletableFuture<SendTask.Completion> attempt) {}

    /** Stores one delivery, and sends it before all others that wait on this node, if there is room. */
    Injected injectFirst(StoredMessage message, PreparedMessage prepared, NewDelivery delivery) {
        claimer.ensureLease();
        boolean isRoom = hasRoom() && reserve(1) == 1;
        EnqueueResult result = store(message, prepared, 0, List.of(isRoom ? delivery.sending() : delivery))
                .get(0);
        if (result.state() != DeliveryState.SENDING) {
            claimer.wakeForDue();
            return new Injected(result, null);
        }
        CompletableFuture<SendTask.Completion> attempt = new CompletableFuture<>();
        tasks.addFirst(new SendTask(claimed(message.id(), delivery, result), claimer.lease(), attempt));
        return new Injected(result, attempt);
    }

    /**
     * Stores deliveries; as many as there is room for are sent at once, unless others that are due wait in the outbox.
     *
     * @param position the position of the first of them among the recipients of the message
     * @return one result for each delivery; those that are sent at once are {@code QUEUED}, too, for the sender
     */
    List<EnqueueResult> inject(StoredMessage message, PreparedMessage prepared, int position, List<NewDelivery> all) {
        claimer.ensureLease();
        int direct = reserve((int) Math.min(claimer.roomForDirect(MAX_TASKS), queued(all)));
        List<NewDelivery> deliveries = firstSending(all, direct);
        List<EnqueueResult> results = new ArrayList<>(store(message, prepared, position, deliveries));
        for (int i = 0; i < results.size(); i++) {
            if (isHandedOver(deliveries.get(i), results.get(i))) {
                ClaimedDelivery claimed = claimed(message.id(), deliveries.get(i), results.get(i));
                tasks.addLast(new SendTask(claimed, claimer.lease(), null));
                results.set(i, results.get(i).queued());
            }
        }
        if (direct < all.size()) {
            claimer.wakeForDue();
        }
        return results;
    }

    /** The deliveries, the first queued ones of them as being sent. */
    private static List<NewDelivery> firstSending(List<NewDelivery> all, int direct) {
        int left = direct;
        List<NewDelivery> deliveries = new ArrayList<>(all.size());
        for (NewDelivery delivery : all) {
            boolean isDirect = left > 0 && delivery.state() == DeliveryState.QUEUED;
            deliveries.add(isDirect ? delivery.sending() : delivery);
            left -= isDirect ? 1 : 0;
        }
        return deliveries;
    }

    private static long queued(List<NewDelivery> deliveries) {
        return deliveries.stream()
                .filter(delivery -> delivery.state() == DeliveryState.QUEUED)
                .count();
    }

    /** Whether there is room for one more delivery in memory. */
    boolean hasRoom() {
        return tasks.size() < MAX_TASKS && !recorder.isFailing();
    }

    /** Takes deliveries out of the daily limit, and returns how many it allowed. */
    private int reserve(int wanted) {
        return limits.perDay() == 0 || wanted == 0 ? wanted : quota.reserve(wanted, limits.perDay(), clock.instant());
    }

    /** Returns deliveries to the daily limit. */
    private void release(int unsent) {
        if (unsent > 0 && limits.perDay() > 0) {
            quota.release(unsent, clock.instant());
        }
    }

    private List<EnqueueResult> store(
            StoredMessage message, PreparedMessage prepared, int position, List<NewDelivery> deliveries) {
        List<NewDelivery> direct = deliveries.stream()
                .filter(delivery -> delivery.state() == DeliveryState.SENDING)
                .toList();
        direct.forEach(delivery -> claimer.markInFlight(delivery.id()));
        copies.remember(message.id(), prepared, deliveries.size() > 1 || position > 0);
        List<EnqueueResult> results;
        try {
            results = outbox.enqueue(copies.withLinks(message, prepared, deliveries), position, deliveries);
        } catch (IdempotencyKeyTakenException notStored) {
            direct.forEach(delivery -> claimer.release(delivery.id()));
            release(direct.size());
            throw notStored;
        } catch (RuntimeException unconfirmed) {
            direct.forEach(delivery -> claimer.markUncertain(delivery.id()));
            throw unconfirmed;
        }
        releaseOthers(deliveries, results);
        return results;
    }

    /** Releases deliveries that are not sent after all: they were queued before, or are suppressed. */
    private void releaseOthers(List<NewDelivery> deliveries, List<EnqueueResult> results) {
        int unsent = 0;
        for (int i = 0; i < deliveries.size(); i++) {
            NewDelivery delivery = deliveries.get(i);
            if (delivery.state() == DeliveryState.SENDING && !isHandedOver(delivery, results.get(i))) {
                claimer.release(delivery.id());
                unsent++;
            }
        }
        release(unsent);
    }

    private static boolean isHandedOver(NewDelivery delivery, EnqueueResult result) {
        return result.state() == DeliveryState.SENDING && result.id().equals(delivery.id());
    }

    private ClaimedDelivery claimed(UUID message, NewDelivery delivery, EnqueueResult result) {
        return new ClaimedDelivery(
                delivery.id(),
                delivery.to(),
                delivery.subject(),
                message,
                delivery.data(),
                1,
                delivery.dueAt(),
                0,
                result.recipient());
    }
}
