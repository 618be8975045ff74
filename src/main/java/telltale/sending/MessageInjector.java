package telltale.sending;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import telltale.message.PreparedMessage;
import telltale.model.DeliveryState;
import telltale.store.ClaimedDelivery;
import telltale.store.EnqueueResult;
import telltale.store.IdempotencyKeyTakenException;
import telltale.store.MailOrigin;
import telltale.store.NewDelivery;
import telltale.store.Outbox;
import telltale.store.StoredMessage;

/**
 * Stores the deliveries of accepted messages in the outbox, and hands those that this node can send at once to its workers,
 * which so need neither claim them nor read them back.
 */
final class MessageInjector {
    private final Outbox outbox;
    private final MailServers servers;
    private final QueueClaimer claimer;
    private final AttemptRecorder recorder;
    private final CopyRenderer copies;

    MessageInjector(
            Outbox outbox, MailServers servers, QueueClaimer claimer, AttemptRecorder recorder, CopyRenderer copies) {
        this.outbox = outbox;
        this.servers = servers;
        this.claimer = claimer;
        this.recorder = recorder;
        this.copies = copies;
    }

    /**
     * A delivery that was stored.
     *
     * @param attempt the end of its first attempt, which a caller that stops waiting cancels; null if it is not sent at once
     * @param server the mail server that sends it, or null
     */
    record Injected(
            EnqueueResult result,
            @Nullable CompletableFuture<SendTask.Completion> attempt,
            @Nullable MailServer server) {}

    /** Stores one delivery, and sends it before all others that wait on this node, if there is room. */
    Injected injectFirst(StoredMessage message, PreparedMessage prepared, NewDelivery delivery) {
        claimer.ensureLease();
        Allotment allotment = claimer.allotOne(origin(message), hasRoom());
        String provider = provider(delivery);
        MailServer server = allotment.choose(origin(message), provider);
        allotment.release();
        List<MailServer> direct = server == null ? List.of() : List.of(server);
        List<NewDelivery> deliveries = List.of(server == null ? delivery : delivery.sending());
        EnqueueResult result =
                store(message, prepared, 0, deliveries, allotment, direct).get(0);
        if (server == null || result.state() != DeliveryState.SENDING) {
            claimer.wakeForDue();
            return new Injected(result, null, null);
        }
        CompletableFuture<SendTask.Completion> attempt = new CompletableFuture<>();
        server.tasks().addFirst(new SendTask(claimed(message, delivery, result), provider, claimer.lease(), attempt));
        return new Injected(result, attempt, server);
    }

    /**
     * Stores deliveries; as many as there is room for are sent at once, unless others that are due wait in the outbox.
     *
     * @param position the position of the first of them among the recipients of the message
     * @return one result for each delivery; those that are sent at once are {@code QUEUED}, too, for the sender
     */
    List<EnqueueResult> inject(StoredMessage message, PreparedMessage prepared, int position, List<NewDelivery> all) {
        claimer.ensureLease();
        Allotment allotment = claimer.allotDirect(origin(message), (int) queued(all));
        List<MailServer> direct = new ArrayList<>();
        List<NewDelivery> deliveries = sending(all, origin(message), allotment, direct);
        allotment.release();
        List<EnqueueResult> results =
                new ArrayList<>(store(message, prepared, position, deliveries, allotment, direct));
        Iterator<MailServer> next = direct.iterator();
        for (int i = 0; i < results.size(); i++) {
            MailServer server = deliveries.get(i).state() == DeliveryState.SENDING ? next.next() : null;
            if (server != null && isHandedOver(deliveries.get(i), results.get(i))) {
                ClaimedDelivery claimed = claimed(message, deliveries.get(i), results.get(i));
                server.tasks().addLast(new SendTask(claimed, provider(deliveries.get(i)), claimer.lease(), null));
                results.set(i, results.get(i).queued());
            }
        }
        if (direct.size() < all.size()) {
            claimer.wakeForDue();
        }
        return results;
    }

    private static MailOrigin origin(StoredMessage message) {
        return new MailOrigin(message.sender(), message.campaign(), null);
    }

    /**
     * The deliveries, with those that a server can take now as being sent.
     *
     * @param chosen gets the servers of these, in order
     */
    private List<NewDelivery> sending(
            List<NewDelivery> all, MailOrigin origin, Allotment allotment, List<MailServer> chosen) {
        List<NewDelivery> deliveries = new ArrayList<>(all.size());
        for (NewDelivery delivery : all) {
            MailServer server = delivery.state() == DeliveryState.QUEUED && allotment.total() > 0
                    ? allotment.choose(origin, provider(delivery))
                    : null;
            if (server == null) {
                deliveries.add(delivery);
            } else {
                chosen.add(server);
                deliveries.add(delivery.sending());
            }
        }
        return deliveries;
    }

    private String provider(NewDelivery delivery) {
        return servers.pacer().provider(delivery.to());
    }

    private static long queued(List<NewDelivery> deliveries) {
        return deliveries.stream()
                .filter(delivery -> delivery.state() == DeliveryState.QUEUED)
                .count();
    }

    /** Whether there is room for one more delivery in memory. */
    boolean hasRoom() {
        return servers.waiting() < MailServer.MAX_WAITING && !recorder.isFailing();
    }

    /**
     * Stores deliveries.
     *
     * @param chosen the mail server of each of them that is sent at once
     */
    private List<EnqueueResult> store(
            StoredMessage message,
            PreparedMessage prepared,
            int position,
            List<NewDelivery> deliveries,
            Allotment allotment,
            List<MailServer> chosen) {
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
            chosen.forEach(server -> allotment.release(server, 1));
            throw notStored;
        } catch (RuntimeException unconfirmed) {
            direct.forEach(delivery -> claimer.markUncertain(delivery.id()));
            throw unconfirmed;
        }
        releaseOthers(deliveries, results, allotment, chosen);
        return results;
    }

    /** Releases deliveries that are not sent after all: they were queued before, or are suppressed. */
    private void releaseOthers(
            List<NewDelivery> deliveries, List<EnqueueResult> results, Allotment allotment, List<MailServer> chosen) {
        Iterator<MailServer> next = chosen.iterator();
        Map<MailServer, Integer> unsent = new HashMap<>();
        for (int i = 0; i < deliveries.size(); i++) {
            NewDelivery delivery = deliveries.get(i);
            MailServer server = delivery.state() == DeliveryState.SENDING ? next.next() : null;
            if (server != null && !isHandedOver(delivery, results.get(i))) {
                claimer.release(delivery.id());
                unsent.merge(server, 1, Integer::sum);
            }
        }
        unsent.forEach(allotment::release);
    }

    private static boolean isHandedOver(NewDelivery delivery, EnqueueResult result) {
        return result.state() == DeliveryState.SENDING && result.id().equals(delivery.id());
    }

    private static ClaimedDelivery claimed(StoredMessage message, NewDelivery delivery, EnqueueResult result) {
        return new ClaimedDelivery(
                delivery.id(),
                delivery.to(),
                delivery.subject(),
                message.id(),
                delivery.data(),
                1,
                delivery.dueAt(),
                0,
                result.recipient(),
                origin(message),
                delivery.window(),
                result.pool());
    }
}
