package telltale.sending;

import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.store.CampaignHolds;
import telltale.store.CampaignHolds.Hold;

/**
 * Holds campaigns with too many recipients that do not exist, as with a bought or outdated list: providers block senders with
 * many such recipients, also for all other mail. A held campaign is resumed through the API.
 */
public final class CampaignGuard {
    /** Before so many attempts, a few wrong addresses are a large share. */
    static final int MIN_ATTEMPTS = 500;

    private static final Logger log = LoggerFactory.getLogger(CampaignGuard.class);
    /** The mails of a resumed campaign that return to the queue in one transaction. */
    private static final int MAX_BATCH = 1_000;

    private static final Duration PAUSE = Duration.ofSeconds(3);

    private final CampaignHolds holds;
    private final double share;
    private final Runnable queueListener;
    private final SendingMetrics metrics;
    private final Clock clock;

    /**
     * @param percentage of recipients that do not exist at which a campaign is held, or 0 to hold none
     * @param queueListener called after mails of a resumed campaign have returned to the queue
     */
    public CampaignGuard(
            CampaignHolds holds, int percentage, Runnable queueListener, SendingMetrics metrics, Clock clock) {
        this.holds = holds;
        this.share = percentage / 100.0;
        this.queueListener = queueListener;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Holds failing campaigns, returns mails of resumed ones to the queue, and returns the pause before the next step. */
    public Duration step() {
        if (share > 0) {
            holds.holdWhereFailing(share, MIN_ATTEMPTS, clock.instant()).forEach(this::report);
        }
        int released = holds.release(MAX_BATCH);
        if (released > 0) {
            queueListener.run();
        }
        return released == MAX_BATCH ? Duration.ZERO : PAUSE;
    }

    private void report(Hold hold) {
        metrics.campaignHeld();
        log.warn(
                "Campaign \"{}\" is held: the mailboxes of {} of {} recipients do not exist. Its other mails wait until you"
                        + " resume it, on its page or with POST /api/v1/campaigns/{name}/resume. Check where its addresses"
                        + " come from first.",
                hold.campaign(),
                hold.failures(),
                hold.attempts());
    }
}
