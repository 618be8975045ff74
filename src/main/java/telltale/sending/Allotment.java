package telltale.sending;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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

    private int left;

    private Allotment(MailServers servers, int max, SendingQuota quota, Instant now) {
        this.servers = servers;
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
        Allotment allotment = new Allotment(servers, Math.max(0, max), quota, now);
        among.forEach(allotment::reserve);
        return allotment;
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

    /** Chooses a server for a mail and takes one mail of its allotment; null if none that sends it has any left. */
    @Nullable
    MailServer choose(MailOrigin origin) {
        if (left == 0) {
            return null;
        }
        MailServer inPace = servers.choose(origin, server -> isLeft(room, server) && isLeft(pace, server));
        MailServer chosen = inPace == null ? servers.choose(origin, server -> isLeft(room, server)) : inPace;
        if (chosen != null) {
            left--;
            room.merge(chosen, -1, Integer::sum);
            pace.merge(chosen, -1, Integer::sum);
        }
        return chosen;
    }

    private static boolean isLeft(Map<MailServer, Integer> of, MailServer server) {
        return of.getOrDefault(server, 0) > 0;
    }

    /** Chooses servers for as many mails of one origin as possible. */
    List<MailServer> chooseAll(MailOrigin origin) {
        List<MailServer> chosen = new ArrayList<>();
        for (MailServer next = choose(origin); next != null; next = choose(origin)) {
            chosen.add(next);
        }
        return chosen;
    }

    /** Returns what is left to the daily limits. */
    void release() {
        room.forEach((server, left) -> release(server, left));
        room.clear();
    }

    /** Returns mails that a server was chosen for, and does not get after all, to its daily limit. */
    void release(MailServer server, int unsent) {
        if (unsent > 0 && server.limits().perDay() > 0) {
            quota.release(server.name(), unsent, now);
        }
    }
}
