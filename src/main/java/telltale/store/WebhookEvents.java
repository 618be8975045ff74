package telltale.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.model.VerdictClass;
import telltale.model.WebhookType;

/**
 * The events for webhooks. What happens is noted in the transaction in which it does, if an endpoint subscribes to it; an event is composed of it soon
 * after, in the transaction that deletes the note, so that each is composed once. Writes are durable and throw as in {@link Store}.
 */
public interface WebhookEvents {
    /**
     * The delivery that something happened to.
     *
     * @param message the message that it belongs to, or null
     */
    record About(
            DeliveryId delivery,
            EmailAddress recipient,
            @Nullable String campaign,
            @Nullable UUID message) {}

    /**
     * Something that happened.
     *
     * @param delivery null if it is about a person or a message
     * @param person the recipient; null if unknown
     * @param masked the masked address of the recipient, or null
     * @param message the submitted message, or null
     * @param status the enhanced status code of a mail server's reply, or the scope of a suppression
     * @param detail the reply, the reason of a suppression, or the campaign of a message
     */
    record Cause(
            WebhookType type,
            Instant at,
            @Nullable About delivery,
            @Nullable PersonKey person,
            @Nullable String masked,
            @Nullable UUID message,
            @Nullable String status,
            @Nullable String detail) {}

    /** The verdict that was sent about an event. */
    record SentVerdict(VerdictClass type, String ruleset) {}

    /**
     * A delivery that was judged.
     *
     * @param sent the verdicts that were sent, by the id of the event
     * @param isAnnounced whether verdicts are sent, too, that changed because of other rules only
     */
    record Judged(About delivery, Instant at, Evidence evidence, Map<UUID, SentVerdict> sent, boolean isAnnounced) {
        public Judged {
            sent = Map.copyOf(sent);
        }
    }

    /**
     * An event about an open or a click.
     *
     * @param payload null if only the verdict is to be noted as sent
     * @param event the id of the open or click
     * @param happenedAt its time; endpoints get it only if they were created before
     * @param concernsPeople whether endpoints that get opens and clicks of people only get it
     */
    record JudgedEvent(
            WebhookType type,
            @Nullable String payload,
            UUID event,
            Instant happenedAt,
            boolean concernsPeople,
            SentVerdict verdict) {}

    /** Composes payloads; pure functions, since a transaction may be retried. */
    interface Composer {
        /** The payload of an event. */
        String payload(Cause cause);

        /** The events about a delivery that was judged; empty if there is nothing new. */
        List<JudgedEvent> events(Judged judged);
    }

    /** How long events are kept, and tried. */
    Duration RETENTION = Duration.ofDays(7);

    /** How long it is known which verdicts were sent; older events are not sent any more. */
    Duration VERDICT_RETENTION = Duration.ofDays(30);

    /**
     * Composes the events of some causes. Nothing is done while another node does.
     *
     * @return the number of causes; fewer than {@code limit} when none is left
     */
    int compose(int limit, Composer composer, Instant now);

    /**
     * The number of events that {@link #announce} leads to, by the endpoints that get them.
     *
     * @param deliveries by their numbers
     */
    Map<Webhooks.Endpoint, Long> countAnnounced(List<Long> deliveries, Composer composer, Instant now);

    /**
     * Notes that changed verdicts are to be sent even if only the rules changed. Noting it again leads to no further events.
     *
     * @param deliveries by their numbers
     */
    void announce(List<Long> deliveries, Instant now);

    /**
     * Deletes some events that are older than {@link #RETENTION}, with their attempts, and old verdicts.
     *
     * @return how many
     */
    int deleteOld(Instant now, int limit);
}
