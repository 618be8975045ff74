package telltale.pace;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.FailureReason;
import telltale.model.LruCache;
import telltale.model.ReportKind;
import telltale.model.ReportMatch;
import telltale.store.Lane;
import telltale.store.NewReport;
import telltale.store.ReportFacts;
import telltale.store.Store;

/**
 * Learns from the reports of a relay that takes all mail and sends it on later: delays and refusals by the policies of a provider.
 * A recipient can forge a report about a mail to him, so several mails to a provider are needed.
 */
public final class ReportFeedback implements Consumer<NewReport> {
    /** The mails to a provider that reports must be about within {@link #SPAN}. */
    static final int MIN_MAILS = 3;

    static final Duration SPAN = Duration.ofHours(1);
    private static final int MAX_LANES = 1_000;

    private final Store store;
    private final Pacer pacer;
    private final String onlyServer;
    private final Clock clock;
    /** The mails of each lane with a report, and when it came in. Guarded by this. */
    private final LruCache<Lane, Map<DeliveryId, Instant>> reported = new LruCache<>(MAX_LANES);

    /** @param onlyServer the name of the mail server of deliveries that were sent while there was one */
    public ReportFeedback(Store store, Pacer pacer, String onlyServer, Clock clock) {
        this.store = store;
        this.pacer = pacer;
        this.onlyServer = onlyServer;
        this.clock = clock;
    }

    @Override
    public void accept(NewReport report) {
        DeliveryId id = report.delivery();
        boolean isProven = report.match() == ReportMatch.TOKEN || report.match() == ReportMatch.MESSAGE_ID;
        if (id != null && isProven && isAsked(report.facts())) {
            store.delivery(id).ifPresent(delivery -> learn(delivery, report.facts()));
        }
    }

    /** Whether a report says that the provider takes less mail of this sender. */
    private static boolean isAsked(ReportFacts facts) {
        boolean isDelay = facts.kind() == ReportKind.DELAY;
        boolean isPolicy = facts.status().startsWith("4.7.") && facts.reason() != FailureReason.POLICY;
        return (isDelay || facts.kind() == ReportKind.BOUNCE)
                && (facts.reason() == FailureReason.REPUTATION || (isDelay && isPolicy));
    }

    private void learn(Delivery delivery, ReportFacts facts) {
        String server = store.outbox().history(delivery.id()).server();
        Lane lane = new Lane(server == null ? onlyServer : server, pacer.provider(delivery.to()));
        Instant sentAt = delivery.acceptedAt();
        if (sentAt != null && isEnough(lane, delivery.id())) {
            pacer.report(lane, sentAt, facts.diagnostic());
        }
    }

    private synchronized boolean isEnough(Lane lane, DeliveryId delivery) {
        Instant now = clock.instant();
        Map<DeliveryId, Instant> mails = reported.get(lane);
        if (mails == null) {
            mails = new HashMap<>();
            reported.put(lane, mails);
        }
        mails.values().removeIf(at -> at.isBefore(now.minus(SPAN)));
        mails.put(delivery, now);
        if (mails.size() < MIN_MAILS) {
            return false;
        }
        mails.clear();
        return true;
    }
}
