package telltale.webhooks;

import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import telltale.assessment.RejudgeService;
import telltale.assessment.RejudgeService.Receiver;
import telltale.store.WebhookEvents;

/** Sends {@code verdict.changed} about verdicts that newer rules changed, to the endpoints that subscribe to it. */
public final class VerdictAnnouncer implements RejudgeService.Announcer {
    private final WebhookEvents events;
    private final WebhookEvents.Composer composer;
    private final Clock clock;

    public VerdictAnnouncer(WebhookEvents events, WebhookEvents.Composer composer, Clock clock) {
        this.events = events;
        this.composer = composer;
        this.clock = clock;
    }

    @Override
    public Map<Receiver, Long> count(List<Long> deliveries) {
        Map<Receiver, Long> counts = new HashMap<>();
        events.countAnnounced(deliveries, composer, clock.instant())
                .forEach((endpoint, count) -> counts.put(
                        new Receiver(
                                endpoint.id(),
                                URI.create(endpoint.setup().url()).getHost()),
                        count));
        return counts;
    }

    @Override
    public void announce(List<Long> deliveries) {
        events.announce(deliveries, clock.instant());
    }
}
