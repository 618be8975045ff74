package telltale.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.store.DeliveryPage;
import telltale.store.DeliveryQuery;
import telltale.store.Store;

/**
 * The outcomes of batches: what Telltale reports, beside what the mail server received.
 *
 * @param recipients all of them
 * @param welcome those whom the server does not refuse
 * @param accepted reported as accepted by the server
 * @param refused reported as rejected by the server
 * @param lost accepted, and the server knows nothing of it
 * @param strayed refused, and the server has it all the same
 * @param doubled came more often than once
 * @param unexplained received more than once, although no process was killed that had it in flight
 */
record Mailing(
        int recipients, int welcome, int accepted, int refused, int lost, int strayed, int doubled, int unexplained) {
    static final Mailing NONE = new Mailing(0, 0, 0, 0, 0, 0, 0, 0);

    private static final Pattern MESSAGE_ID = Pattern.compile("(?m)^Message-ID: <([^@]+)@");
    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** The settings of a Telltale that sends through a server on this machine. */
    static Map<String, String> through(int port) {
        return Map.of(
                "EMAIL_HOST", "127.0.0.1",
                "EMAIL_PORT", Integer.toString(port),
                "EMAIL_TLS", "none",
                "EMAIL_FROM", "shop@example.com");
    }

    /**
     * Waits until every mail of a batch has come to its end.
     *
     * @return what is said of it then
     */
    static AdminApi.Progress awaitEnd(Batch batch, AdminApi api) throws IOException, InterruptedException {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        AdminApi.Progress progress = api.progress(batch.message());
        while (progress.ended() < batch.size() && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE.toNanos());
            progress = api.progress(batch.message());
        }
        return progress;
    }

    /**
     * Compares.
     *
     * @param progress what is said of it
     * @param copies what came to the server: how often which delivery
     * @param doubts how often a delivery was under way when its node was killed
     */
    static Mailing of(
            Batch batch, AdminApi.Progress progress, Map<String, Integer> copies, Map<String, Integer> doubts) {
        int lost = 0;
        int doubled = 0;
        int unexplained = 0;
        for (String delivery : batch.deliveries(false)) {
            int came = copies.getOrDefault(delivery, 0);
            lost += came == 0 ? 1 : 0;
            doubled += came > 1 ? 1 : 0;
            unexplained += came > 1 + doubts.getOrDefault(delivery, 0) ? 1 : 0;
        }
        int strayed = (int)
                batch.deliveries(true).stream().filter(copies::containsKey).count();
        return new Mailing(
                batch.size(),
                batch.deliveries(false).size(),
                progress.accepted(),
                progress.refused(),
                lost,
                strayed,
                doubled,
                unexplained);
    }

    /** Whether nothing got lost, nothing came twice without a reason, and the sum of the outcomes is exact. */
    boolean isRight() {
        return accepted == welcome && accepted + refused == recipients && lost + strayed + unexplained == 0;
    }

    Mailing plus(Mailing other) {
        return new Mailing(
                recipients + other.recipients,
                welcome + other.welcome,
                accepted + other.accepted,
                refused + other.refused,
                lost + other.lost,
                strayed + other.strayed,
                doubled + other.doubled,
                unexplained + other.unexplained);
    }

    /** How often which delivery is among messages. */
    static Map<String, Integer> copies(List<String> messages) {
        Map<String, Integer> copies = new HashMap<>();
        for (String message : messages) {
            Matcher id = MESSAGE_ID.matcher(message);
            copies.merge(id.find() ? id.group(1) : "none", 1, Integer::sum);
        }
        return copies;
    }

    /** Counts the deliveries that were under way when their node was killed. */
    static void doubt(Store store, Map<String, Integer> doubts) {
        DeliveryId before = null;
        do {
            DeliveryPage page = store.deliveries(
                    new DeliveryQuery(null, null, DeliveryState.SENDING, before, DeliveryQuery.MAX_LIMIT));
            page.deliveries().forEach(delivery -> doubts.merge(delivery.id().toString(), 1, Integer::sum));
            before = page.next();
        } while (before != null);
    }
}
