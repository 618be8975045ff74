package telltale.web.api;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.assessment.EventVerdicts;
import telltale.assessment.JudgedEvent;
import telltale.model.PersonKey;
import telltale.model.VerdictClass;
import telltale.model.WebhookType;
import telltale.store.WebhookEvents.About;
import telltale.store.WebhookEvents.Cause;
import telltale.web.http.Identity;
import telltale.web.http.RecordJson;
import telltale.web.http.Unwrapped;
import telltale.webhooks.EventComposer;

/** The JSON of events that are sent to webhooks. Addresses are masked. */
public final class WebhookPayloads implements EventComposer.Format {
    private final EventVerdicts verdicts;

    public WebhookPayloads(EventVerdicts verdicts) {
        this.verdicts = verdicts;
    }

    /** The members of every payload (Standard Webhooks 1.0.0); {@code data} is the last. */
    private record Payload(String type, Instant timestamp, Record data) {}

    private record DeliveryData(
            UUID delivery,
            Optional<UUID> message,
            @Nullable String campaign,
            Optional<String> person,
            String recipient,
            Optional<String> status,
            Optional<String> detail) {}

    private record PersonData(
            String person, String recipient, Optional<String> scope, Optional<String> topic, Optional<String> reason) {}

    private record MessageData(UUID message, @Nullable String campaign) {}

    private record ChangedData(@Unwrapped ListedEventJson event, String before) {}

    private record TestData(UUID webhook, String text) {}

    @Override
    public String payload(Cause cause) {
        return payload(cause.type(), cause.at(), data(cause));
    }

    @Override
    public String payload(WebhookType type, Instant at, JudgedEvent event, @Nullable VerdictClass before) {
        ListedEventJson json = ListedEventJson.of(event, verdicts);
        return payload(type, at, before == null ? json : new ChangedData(json, before.wireName()));
    }

    /** The payload of a test event. */
    static String test(UUID webhook, Instant now) {
        return payload(WebhookType.WEBHOOK_TEST, now, new TestData(webhook, "A test event from Telltale."));
    }

    private static String payload(WebhookType type, Instant at, Record data) {
        return RecordJson.object(new Payload(type.wireName(), at, data)).toString();
    }

    private static Record data(Cause cause) {
        About about = cause.delivery();
        PersonKey person = cause.person();
        if (about != null) {
            return new DeliveryData(
                    about.delivery().value(),
                    Optional.ofNullable(about.message()),
                    about.campaign(),
                    Optional.ofNullable(person).map(PersonKey::hex),
                    about.recipient().masked(),
                    Optional.ofNullable(cause.status()),
                    Optional.ofNullable(cause.detail()).map(Identity::masked));
        }
        return person == null || cause.masked() == null
                ? messageData(cause)
                : personData(cause, person, cause.masked());
    }

    private static Record messageData(Cause cause) {
        UUID message = cause.message();
        if (message == null) {
            throw new IllegalArgumentException("an event is about a delivery, a person or a message");
        }
        return new MessageData(message, cause.detail());
    }

    private static Record personData(Cause cause, PersonKey person, String masked) {
        Optional<String> scope = Optional.ofNullable(cause.status());
        return new PersonData(
                person.hex(),
                masked,
                scope.map(name -> name.startsWith("topic:") ? "topic" : name),
                scope.filter(name -> name.startsWith("topic:")).map(name -> name.substring("topic:".length())),
                Optional.ofNullable(cause.detail()));
    }
}
