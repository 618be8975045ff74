package telltale.web.api;

import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.model.Person;
import telltale.model.PersonKey;
import telltale.model.Suppression;
import telltale.model.Topic;

/**
 * A position in the suppression list, which is ordered by persons, and for each person by topics.
 *
 * @param person the person of the last entry that was listed
 * @param topic the topic of that entry; empty for the suppression of bulk mail or of all mail
 */
record SuppressionCursor(PersonKey person, String topic) {
    private static final String SEPARATOR = ".";

    /** The position after an entry. */
    static SuppressionCursor after(PersonKey person, Suppression entry) {
        return new SuppressionCursor(person, entry.topic() == null ? "" : entry.topic());
    }

    /**
     * Parses a cursor as {@link #toString} writes it.
     *
     * @throws IllegalArgumentException if it is none
     */
    static SuppressionCursor parse(String text) {
        int separator = text.indexOf(SEPARATOR);
        return separator < 0
                ? new SuppressionCursor(new PersonKey(text), "")
                : new SuppressionCursor(
                        new PersonKey(text.substring(0, separator)),
                        Topic.named(text.substring(separator + 1)).name());
    }

    @Override
    public String toString() {
        return topic.isEmpty() ? person.hex() : person.hex() + SEPARATOR + topic;
    }

    /**
     * The entries of a person that follow a position.
     *
     * @param cursor null for the beginning of the list
     */
    static List<Suppression> following(Person of, @Nullable SuppressionCursor cursor) {
        return cursor == null || !cursor.person.equals(of.key())
                ? of.suppressions()
                : of.suppressions().stream()
                        .filter(entry -> entry.topic() != null && entry.topic().compareTo(cursor.topic) > 0)
                        .toList();
    }
}
