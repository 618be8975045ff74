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
import telltale.sending.OutboundQueue;
import telltale.settings.OutboxSettings;
import telltale.store.DeliveryPage;
import telltale.store.DeliveryQuery;
import telltale.store.Store;

/**
 * The outcomes of batches: Telltale's reports compared with the mails that the mail server received.
 *
 * @param recipients the number of recipients
 * @param deliverable recipients that the server does not reject
 * @param accepted mails reported as accepted by the server
 * @param refused mails reported as rejected by the server
 * @param lost accepted mails that the server did not receive
 * @param misdelivered rejected mails that the server received nevertheless
 * @param duplicated mails received more than once
 * @param unexplained mails received more than once although they were not in flight when a process was killed
 */
record SendingTally(
        int recipients,
        int deliverable,
        int accepted,
        int refused,
        int lost,
        int misdelivered,
        int duplicated,
        int unexplained) {
    static final SendingTally NONE = new SendingTally(0, 0, 0, 0, 0, 0, 0, 0);

    /** The maximum number of mails that a kill duplicates, with the connections that a node has unless it is set. */
    static final int MAX_DUPLICATES_PER_KILL = OutboundQueue.maxDuplicatesAfterKill(OutboxSettings.DEFAULT_CONNECTIONS);

    private static final Pattern MESSAGE_ID = Pattern.compile("(?m)^Message-ID: <([^@.]+)[.@]");
    /** Longer than the delay before a fourth attempt, which a mail needs if the server was busy at each of three kills. */
    private static final Duration TIMEOUT = Duration.ofMinutes(8);

    private static final Duration PAUSE = Duration.ofMillis(100);

    /** Returns the settings for sending through a server on this machine, which rejects many recipients. */
    static Map<String, String> through(int port) {
        return Map.of(
                "EMAIL_HOST", "127.0.0.1",
                "EMAIL_PORT", Integer.toString(port),
                "EMAIL_TLS", "none",
                "EMAIL_FROM", "shop@example.com",
                "TELLTALE_HOLD_SHARE", "0");
    }

    /**
     * Waits until every mail of a batch is in a final state.
     *
     * @return the reported states
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
     * Compares reports and mails.
     *
     * @param progress the reported states
     * @param copies the number of copies of each delivery that the server received
     * @param doubts how often each delivery was in flight when its node was killed
     */
    static SendingTally of(
            Batch batch, AdminApi.Progress progress, Map<String, Integer> copies, Map<String, Integer> doubts) {
        int lost = 0;
        int duplicated = 0;
        int unexplained = 0;
        for (String delivery : batch.deliveries(false)) {
            int came = copies.getOrDefault(delivery, 0);
            lost += came == 0 ? 1 : 0;
            duplicated += came > 1 ? 1 : 0;
            unexplained += came > 1 + doubts.getOrDefault(delivery, 0) ? 1 : 0;
        }
        int misdelivered = (int)
                batch.deliveries(true).stream().filter(copies::containsKey).count();
        return new SendingTally(
                batch.size(),
                batch.deliveries(false).size(),
                progress.accepted(),
                progress.refused(),
                lost,
                misdelivered,
                duplicated,
                unexplained);
    }

    /** Whether no mail was lost or duplicated without a reason, and the outcomes add up. */
    boolean isRight() {
        return accepted == deliverable && accepted + refused == recipients && lost + misdelivered + unexplained == 0;
    }

    SendingTally plus(SendingTally other) {
        return new SendingTally(
                recipients + other.recipients,
                deliverable + other.deliverable,
                accepted + other.accepted,
                refused + other.refused,
                lost + other.lost,
                misdelivered + other.misdelivered,
                duplicated + other.duplicated,
                unexplained + other.unexplained);
    }

    /** Counts the copies of each delivery among messages. */
    static Map<String, Integer> copies(List<String> messages) {
        Map<String, Integer> copies = new HashMap<>();
        for (String message : messages) {
            Matcher id = MESSAGE_ID.matcher(message);
            copies.merge(id.find() ? id.group(1) : "none", 1, Integer::sum);
        }
        return copies;
    }

    /** Adds the deliveries that were in flight when their node was killed. */
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
