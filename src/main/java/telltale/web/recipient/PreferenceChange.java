package telltale.web.recipient;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.sending.RecipientPreferences;
import telltale.web.http.Fields;

/** A change that the recipient chose in a form of the preferences page. */
sealed interface PreferenceChange {
    /** Whether a recipient with these preferences may make it. */
    boolean isPossible(RecipientPreferences.Choices choices);

    /** Stores the change for the recipient of a delivery. */
    void apply(RecipientPreferences preferences, DeliveryId delivery);

    /** Parses {@code tracking=off}, {@code mail=off} or {@code topic=…&mail=off}, or the same with {@code on}. */
    static Optional<PreferenceChange> of(Fields form) {
        String topic = form.get("topic");
        Optional<PreferenceChange> tracking = choice(form.get("tracking")).map(Tracking::new);
        Optional<PreferenceChange> mail = choice(form.get("mail")).map(on -> new Mail(topic, on));
        return tracking.isPresent() == mail.isPresent() ? Optional.empty() : tracking.or(() -> mail);
    }

    private static Optional<Boolean> choice(@Nullable String value) {
        return "on".equals(value) || "off".equals(value) ? Optional.of("on".equals(value)) : Optional.empty();
    }

    /** Whether opens and clicks are recorded. */
    record Tracking(boolean isOn) implements PreferenceChange {
        @Override
        public boolean isPossible(RecipientPreferences.Choices choices) {
            return true;
        }

        @Override
        public void apply(RecipientPreferences preferences, DeliveryId delivery) {
            preferences.track(delivery, isOn);
        }
    }

    /**
     * Whether mail is received.
     *
     * @param topic the name of the topic, or null for all bulk mail
     */
    record Mail(@Nullable String topic, boolean isOn) implements PreferenceChange {
        @Override
        public boolean isPossible(RecipientPreferences.Choices choices) {
            return topic == null || choices.hasTopic(topic);
        }

        @Override
        public void apply(RecipientPreferences preferences, DeliveryId delivery) {
            if (isOn) {
                preferences.resubscribe(delivery, topic);
            } else {
                preferences.unsubscribe(delivery, topic);
            }
        }
    }
}
