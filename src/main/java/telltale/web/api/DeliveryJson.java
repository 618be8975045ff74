package telltale.web.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import telltale.model.Delivery;

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
        @Nullable String queueId) {
    static DeliveryJson of(Delivery delivery) {
        return new DeliveryJson(
                delivery.id().toString(),
                delivery.to().toString(),
                delivery.campaign(),
                delivery.topic(),
                delivery.subject(),
                delivery.state().wireName(),
                delivery.createdAt(),
                delivery.acceptedAt(),
                delivery.detail(),
                delivery.queueId());
    }
}
