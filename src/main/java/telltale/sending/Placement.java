package telltale.sending;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.SendWindow;
import telltale.model.WarmUp;
import telltale.store.Admission;
import telltale.store.ClaimedDelivery;

/**
 * Chooses the servers of the mails of one claim. A mail outside its hours is due when they begin, and one
 * that its sender domain may not send today is due later; a mail whose provider has had
 * all that it takes now waits in its lane. A mail that no server can take for another reason is claimed without one.
 */
final class Placement implements Admission {
    /** A mail that its sender domain may not send today is looked at again after so much time, since the settings may change. */
    private static final Duration WARM_UP_INTERVAL = Duration.ofHours(1);

    private final MailServers servers;
    private final Allotment allotment;
    private final Instant now;
    private final Map<DeliveryId, Placed> placed = new HashMap<>();

    private record Placed(Decision decision, @Nullable MailServer server) {}

    Placement(MailServers servers, Allotment allotment, Instant now) {
        this.servers = servers;
        this.allotment = allotment;
        this.now = now;
    }

    /** The server of a claimed mail, or null. */
    @Nullable
    MailServer server(ClaimedDelivery mail) {
        Placed found = placed.get(mail.id());
        return found == null ? null : found.server;
    }

    @Override
    public Decision of(ClaimedDelivery mail) {
        return placed.computeIfAbsent(mail.id(), id -> place(mail)).decision;
    }

    private Placed place(ClaimedDelivery mail) {
        SendWindow window = mail.window();
        Instant opening = window == null ? now : window.next(now);
        if (opening.isAfter(now)) {
            return new Placed(new Decision.Later(opening), null);
        }
        if (allotment.isSpent(mail.origin())) {
            Instant tomorrow = WarmUp.nextDay(now);
            Instant next = now.plus(WARM_UP_INTERVAL);
            return new Placed(new Decision.Later(next.isBefore(tomorrow) ? next : tomorrow), null);
        }
        String provider = servers.pacer().provider(mail.to());
        MailServer server = allotment.choose(mail.origin(), provider);
        return server != null
                ? new Placed(new Decision.Claim(), server)
                : allotment
                        .awaited(mail.origin(), provider)
                        .map(lane -> new Placed(new Decision.Wait(lane), null))
                        .orElseGet(() -> new Placed(new Decision.Claim(), null));
    }
}
