package telltale.sending;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import telltale.model.WarmUp;
import telltale.pace.Pacer;
import telltale.store.Admission;
import telltale.store.ClaimedDelivery;
import telltale.store.Lane;
import telltale.store.Outbox;
import telltale.store.SendingQuota;

/** The mails that wait in the queue for the pace of their providers. Others pass them meanwhile. */
final class PacedMails {
    /** The mails that leave a lane in one transaction. */
    private static final int MAX_BATCH = 1_000;

    /** The lanes are read at such intervals, or at once while there is mail to claim from them. */
    private static final Duration INTERVAL = Duration.ofMillis(200);

    private final Outbox outbox;
    private final SendingQuota quota;
    private final MailServers servers;
    private long nextAt = System.nanoTime();

    PacedMails(Outbox outbox, SendingQuota quota, MailServers servers) {
        this.outbox = outbox;
        this.quota = quota;
        this.servers = servers;
    }

    /**
     * Returns mails in memory to the queue whose provider asked for less, or takes none; a caller's mail stays.
     *
     * @param returned gets the mails that this node no longer sends
     */
    void holdBack(Instant now, Consumer<List<ClaimedDelivery>> returned) {
        for (MailServer server : servers.all()) {
            for (String provider : server.tasks().windows().heldBack()) {
                List<SendTask> waiting = server.tasks()
                        .removeIf(task -> !task.isAwaited() && task.provider().equals(provider));
                List<ClaimedDelivery> mails =
                        waiting.stream().map(SendTask::delivery).toList();
                try {
                    requeue(mails, new Lane(server.name(), provider), now);
                } catch (RuntimeException failed) {
                    waiting.forEach(server.tasks()::addLast);
                    throw failed;
                }
                mails.forEach(mail -> servers.warmUp(mail.origin())
                        .filter(plan -> plan.limit(now) < WarmUp.UNLIMITED)
                        .ifPresent(plan -> quota.releaseOfSender(plan.domain(), 1, now)));
                returned.accept(mails);
                server.tasks().resume(provider);
            }
        }
    }

    /** With several servers, another one may send the mails at once. */
    private void requeue(List<ClaimedDelivery> mails, Lane lane, Instant now) {
        if (!mails.isEmpty() && servers.isSingle()) {
            outbox.requeue(mails, lane, now);
        } else if (!mails.isEmpty()) {
            outbox.requeue(mails, now);
        }
    }

    /**
     * Claims what each lane may send now.
     *
     * @param claimed gets each mail that this node sends from now on, with its server
     * @return whether there were any, or any that left their lane
     */
    boolean claim(Instant now, long maxBytes, BiConsumer<ClaimedDelivery, MailServer> claimed) {
        if (System.nanoTime() - nextAt < 0) {
            return false;
        }
        boolean isAny = false;
        for (Lane lane : outbox.lanes()) {
            MailServer server = servers.named(lane.server()).orElse(null);
            if (server == null || isElsewhere(server) || servers.pacer() == Pacer.OFF) {
                isAny |= outbox.leave(lane, MAX_BATCH) > 0;
            } else {
                isAny |= claim(lane, server, now, maxBytes, claimed);
            }
        }
        nextAt = System.nanoTime() + (isAny ? 0 : INTERVAL.toNanos());
        return isAny;
    }

    /** Whether mails leave the lanes of a server so that others may send them. */
    private boolean isElsewhere(MailServer server) {
        return !servers.isSingle() && server.breaker().isPaused();
    }

    private boolean claim(
            Lane lane, MailServer server, Instant now, long maxBytes, BiConsumer<ClaimedDelivery, MailServer> claimed) {
        Pacer pacer = servers.pacer();
        int room = Math.min(server.room(), server.tasks().windows().room(lane.provider()));
        boolean isFree = pacer.isFree(lane);
        // Mail without a limit is claimed in turn with what is due: once half of the room is free, as it is there.
        boolean isFull = isFree && 2 * server.room() < server.capacity();
        if (room == 0 || isFull || server.breaker().isOpen() || !servers.isReady(server)) {
            return false;
        }
        int allowed = isFree ? room : pacer.take(lane, room);
        Allotment allotment =
                Allotment.ofLane(servers, server, lane, allowed, quota, now).warmingUp(servers.warmUps());
        Admission placement = new LanePlacement(servers, allotment, now);
        List<ClaimedDelivery> mails = allotment.total() == 0
                ? List.of()
                : outbox.claimWaiting(lane, now, allotment.total(), maxBytes, placement);
        mails.forEach(mail -> claimed.accept(mail, server));
        allotment.release();
        if (!isFree && mails.size() < allowed) {
            pacer.giveBack(lane, allowed - mails.size());
        }
        return !mails.isEmpty();
    }

    /** Sends mails of a lane through its server; one that another server must send becomes due, and leaves the lane so. */
    private record LanePlacement(Placement placement, Instant now) implements Admission {
        LanePlacement(MailServers servers, Allotment allotment, Instant now) {
            this(new Placement(servers, allotment, now), now);
        }

        @Override
        public Decision of(ClaimedDelivery mail) {
            Decision decision = placement.of(mail);
            return decision instanceof Decision.Claim && placement.server(mail) == null
                    ? new Decision.Later(now)
                    : decision;
        }
    }
}
