package telltale.model;

import java.util.Locale;

/** The types of events that are sent to webhooks. The database stores the same names. */
public enum WebhookType implements WireConstant {
    MESSAGE_SUBMITTED,
    DELIVERY_SCHEDULED,
    DELIVERY_QUEUED,
    DELIVERY_ACCEPTED,
    DELIVERY_DEFERRED,
    DELIVERY_BOUNCED,
    DELIVERY_REFUSED,
    DELIVERY_FAILED,
    DELIVERY_SUPPRESSED,
    DELIVERY_CANCELLED,
    /** a report confirms that it reached the mailbox */
    DELIVERY_DELIVERED,
    OPEN,
    CLICK,
    /** a later verdict on an open or a click that differs from the one that was sent */
    VERDICT_CHANGED,
    COMPLAINT,
    UNSUBSCRIBE,
    REPLY,
    SUPPRESSION_ADDED,
    SUPPRESSION_REMOVED,
    RECIPIENT_ERASED,
    /** sent on request, to test an endpoint */
    WEBHOOK_TEST;

    /** The name in payloads: groups joined by dots, as in {@code delivery.accepted}. */
    @Override
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /** Whether endpoints subscribe to it. */
    public boolean isSubscribable() {
        return this != WEBHOOK_TEST;
    }
}
