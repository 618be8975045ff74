package telltale.web.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import telltale.model.Delivery;
import telltale.web.http.Identity;

/** The JSON of a delivery. */
record DeliveryJson(
        String id,
        String to,
        @Nullable String campaign,
        @Nullable String topic,
        String subject,
        String state,
        @Nullable Instant createdAt,
        @Nullable Instant acceptedAt,
        @Nullable String detail,
        @Nullable String queueId,
        @Nullable FailureJson failure,
        @Nullable Instant bouncedAt,
        @Nullable Instant deliveredAt,
        @Nullable Instant receiptAt,
        @Nullable Instant repliedAt) {
    static DeliveryJson of(Delivery delivery, Identity identity) {
        Delivery.Feedback feedback = delivery.feedback();
        return new DeliveryJson(
                delivery.id().toString(),
                identity.shown(delivery.to()),
                delivery.campaign(),
                delivery.topic(),
                delivery.subject(),
                delivery.state().wireName(),
                delivery.createdAt(),
                delivery.acceptedAt(),
                identity.shown(delivery.detail()),
                delivery.queueId(),
                FailureJson.of(feedback.failure()),
                feedback.bouncedAt(),
                feedback.deliveredAt(),
                feedback.receiptAt(),
                feedback.repliedAt());
    }
}
