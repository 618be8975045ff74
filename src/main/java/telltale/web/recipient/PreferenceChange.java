package telltale.web.recipient;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.model.ConsentPurpose;
import telltale.model.DeliveryId;
import telltale.sending.RecipientPreferences;
import telltale.web.http.Fields;

/** A change that the recipient chose in a form of the preferences page. */
sealed interface PreferenceChange {
    /** Whether a recipient with these preferences may make it. */
    boolean isPossible(RecipientPreferences.Choices choices);

    /** Stores the change for the recipient of a delivery. */
    void apply(RecipientPreferences preferences, DeliveryId delivery);

    /**
     * Parses {@code tracking=off}, {@code mail=off} or {@code topic=…&mail=off}, or the same with {@code on}, or {@code
     * withdraw=…}; empty unless the form has exactly one of them.
     */
    static Optional<PreferenceChange> of(Fields form) {
        String topic = form.get("topic");
        List<PreferenceChange> changes = Stream.<Optional<? extends PreferenceChange>>of(
                        choice(form.get("tracking")).map(Tracking::new),
                        choice(form.get("mail")).map(on -> new Mail(topic, on)),
                        Optional.ofNullable(ConsentForm.purpose(form.get("withdraw")))
                                .map(Withdrawal::new))
                .<PreferenceChange>flatMap(Optional::stream)
                .toList();
        return changes.size() == 1 ? Optional.of(changes.get(0)) : Optional.empty();
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

    /** The withdrawal of a consent, or an objection to a purpose that was not decided about. */
    record Withdrawal(ConsentPurpose purpose) implements PreferenceChange {
        @Override
        public boolean isPossible(RecipientPreferences.Choices choices) {
            return true;
        }

        @Override
        public void apply(RecipientPreferences preferences, DeliveryId delivery) {
            preferences.withdraw(delivery, purpose);
        }
    }
}
