package telltale.webhooks;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import telltale.dns.AddressGuard;
import telltale.store.Store;
import telltale.store.WebhookEvents;
import telltale.supervision.Supervisor;
import telltale.token.SecretBox;

/** The parts that send events: composing them, sending them, and deleting old ones, each in steps that return the pause before the next. */
public final class Webhooking {
    private static final int COMPOSED = 100;
    private static final Duration IDLE_INTERVAL = Duration.ofMillis(250);
    private static final int DELETED = 500;
    private static final Duration RETENTION_INTERVAL = Duration.ofMinutes(5);

    private final WebhookEvents events;
    private final EventComposer composer;
    private final Clock clock;
    private final WebhookDispatcher dispatcher;
    private final WebhookService service;

    /** @param box encrypts the secrets of endpoints */
    public Webhooking(
            Store store,
            EventComposer composer,
            SecretBox box,
            AddressGuard guard,
            WebhookCounts counts,
            Clock clock,
            Supervisor supervisor) {
        this(store, composer, box, EventSender.Network.of(guard), counts, clock, supervisor);
    }

    Webhooking(
            Store store,
            EventComposer composer,
            SecretBox box,
            EventSender.Network network,
            WebhookCounts counts,
            Clock clock,
            Supervisor supervisor) {
        SecureRandom random = new SecureRandom();
        this.events = store.webhookEvents();
        this.composer = composer;
        this.clock = clock;
        this.service = new WebhookService(store.webhooks(), box, network, clock, random);
        this.dispatcher = new WebhookDispatcher(
                new EndpointWorker.Parts(
                        store.webhooks(),
                        store.webhookQueue(),
                        box,
                        network,
                        new WebhookSchedule(random),
                        counts,
                        clock),
                supervisor);
    }

    /** The administration of endpoints. */
    public WebhookService service() {
        return service;
    }

    /** Starts workers for endpoints; it ends them when it is closed. */
    public WebhookDispatcher dispatcher() {
        return dispatcher;
    }

    /** Composes some events. */
    public Duration compose() {
        return events.compose(COMPOSED, composer, clock.instant()) < COMPOSED ? IDLE_INTERVAL : Duration.ZERO;
    }

    /** Deletes some old events. */
    public Duration deleteOld() {
        return events.deleteOld(clock.instant(), DELETED) < DELETED ? RETENTION_INTERVAL : Duration.ofSeconds(1);
    }
}
