package telltale.store;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.model.MeasurementConsent;
import telltale.model.Suppression;

/**
 * Everything that decides whether a person gets mail, and what is recorded about the person.
 *
 * @param masked the address in masked form
 * @param suppression the suppression of bulk mail or of all mail, or null
 * @param topics the suppressions of topics
 * @param withdrawnAt since when the person has opted out of all tracking, or null
 * @param restrictedAt since when the data of the person is only stored, or null
 */
public record PersonState(
        String masked,
        @Nullable Suppression suppression,
        List<Suppression> topics,
        @Nullable Instant withdrawnAt,
        @Nullable Instant restrictedAt,
        MeasurementConsent consent) {
    public PersonState {
        topics = List.copyOf(topics);
    }
}
