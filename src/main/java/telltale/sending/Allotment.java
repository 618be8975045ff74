package telltale.sending;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import telltale.model.WarmUp;
import telltale.store.Lane;
import telltale.store.MailOrigin;
import telltale.store.SendingQuota;

/** The mails that the servers may get in one step of the queue. They are reserved in the daily limits of the servers. */
final class Allotment {
    private final MailServers servers;
    private final SendingQuota quota;
    private final Instant now;
    /** The mails that each server may get. */
    private final Map<MailServer, Integer> room = new HashMap<>();
    /** The mails that each server with a limited rate can send soon; it gets more only if no other server sends them. */
    private final Map<MailServer, Integer> pace = new HashMap<>();

    /** The mails that were taken for each lane, and do not wait in memory yet. */
    private final Map<Lane, Integer> given = new HashMap<>();
    /** The mails that each sender domain may send which is in its warm-up. */
    private final Map<WarmUp, Integer> warming = new HashMap<>();
    /** The lane whose mails are allowed by its pace, or null for those without a limit. */
    private final @Nullable Lane lane;

    private int left;

    private Allotment(MailServers servers, int max, SendingQuota quota, Instant now, @Nullable Lane lane) {
        this.servers = servers;
        this.lane = lane;
        this.left = max;
        this.quota = quota;
        this.now = now;
    }

    /**
     * Reserves mails.
     *
     * @param among the servers that may get mails
     * @param max the number of mails that they may get together
     */
    static Allotment of(MailServers servers, List<MailServer> among, int max, SendingQuota quota, Instant now) {
        Allotment allotment = new Allotment(servers, Math.max(0, max), quota, now, null);
        among.forEach(allotment::reserve);
        return allotment;
    }

    /** Reserves mails of a lane, which its pace allows now. */
    static Allotment ofLane(
            MailServers servers, MailServer server, Lane lane, int max, SendingQuota quota, Instant now) {
        Allotment allotment = new Allotment(servers, Math.max(0, max), quota, now, lane);
        allotment.reserve(server);
        return allotment;
    }

    /** Reserves mails of sender domains that are in their warm-up; mails of others are not limited. */
    Allotment warmingUp(Collection<WarmUp> warmUps) {
        int wanted = total();
        for (WarmUp warmUp : warmUps) {
            int limit = warmUp.limit(now);
            if (limit < WarmUp.UNLIMITED) {
                warming.put(warmUp, wanted == 0 ? 0 : quota.reserveOfSender(warmUp.domain(), wanted, limit, now));
            }
        }
        return this;
    }

    /** Whether the sender domain of a mail has sent all that it may today. */
    boolean isSpent(MailOrigin origin) {
        return servers.warmUp(origin)
                .filter(plan -> warming.getOrDefault(plan, 1) == 0)
                .isPresent();
    }

    private void reserve(MailServer server) {
        int wanted = servers.limited(server, Math.min(left, server.maxWaiting() - server.waiting()));
        int perDay = server.limits().perDay();
        int allowed = perDay == 0 || wanted == 0 ? wanted : quota.reserve(server.name(), wanted, perDay, now);
        if (allowed > 0) {
            room.put(server, allowed);
            pace.put(server, server.isPaced() ? server.room() : allowed);
        }
    }

    /** The number of mails that are left. */
    int total() {
        long sum = room.values().stream().mapToLong(Integer::longValue).sum();
        return (int) Math.min(left, sum);
    }

    /**
     * Chooses a server for a mail and takes one mail of its allotment; null if none that sends it has any left.
     *
     * @param provider the provider of the recipient
     */
    @Nullable
    MailServer choose(MailOrigin origin, String provider) {
        if (left == 0 || isSpent(origin)) {
            return null;
        }
        Predicate<MailServer> hasRoom =
                server -> isLeft(room, server) && admits(new Lane(server.name(), provider), server);
        MailServer inPace = servers.choose(origin, server -> isLeft(pace, server) && hasRoom.test(server));
        MailServer chosen = inPace == null ? servers.choose(origin, hasRoom) : inPace;
        if (chosen != null) {
            left--;
            room.merge(chosen, -1, Integer::sum);
            pace.merge(chosen, -1, Integer::sum);
            given.merge(new Lane(chosen.name(), provider), 1, Integer::sum);
            servers.warmUp(origin).ifPresent(plan -> warming.computeIfPresent(plan, (key, unused) -> unused - 1));
        }
        return chosen;
    }

    private boolean admits(Lane of, MailServer server) {
        return lane != null
                || (servers.pacer().isFree(of)
                        && server.tasks().windows().room(of.provider()) > given.getOrDefault(of, 0));
    }

    /** The lane whose pace alone keeps a mail from being sent; empty if there is none. */
    Optional<Lane> awaited(MailOrigin origin, String provider) {
        return room.keySet().stream()
                .filter(server -> isLeft(room, server) && servers.sends(server, origin))
                .map(server -> new Lane(server.name(), provider))
                .findFirst();
    }

    private static boolean isLeft(Map<MailServer, Integer> of, MailServer server) {
        return of.getOrDefault(server, 0) > 0;
    }

    /** Returns what is left to the daily limits. */
    void release() {
        room.forEach((server, left) -> release(server, left));
        room.clear();
        warming.forEach((warmUp, unused) -> {
            if (unused > 0) {
                quota.releaseOfSender(warmUp.domain(), unused, now);
            }
        });
        warming.clear();
    }

    /** Returns mails that a server was chosen for, and does not get after all, to its daily limit. */
    void release(MailServer server, int unsent) {
        if (unsent > 0 && server.limits().perDay() > 0) {
            quota.release(server.name(), unsent, now);
        }
    }
}
