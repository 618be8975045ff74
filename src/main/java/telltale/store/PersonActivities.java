package telltale.store;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;

/** The days on which persons last opened mail under the profile hygiene. */
public interface PersonActivities {
    /** A person who did not open mail, with the address that mail was sent to last. */
    record Inactive(PersonKey person, EmailAddress address) {}

    /**
     * Persons who got mail with a pixel under the profile hygiene since a day (UTC) and opened none since, in the order of their
     * keys. Without those who have objected, because nothing is recorded about them, and those whose data is restricted.
     *
     * @param after the key after which they are returned, or null
     */
    List<Inactive> inactive(LocalDate since, @Nullable PersonKey after, int limit);

    /** The day (UTC) of a person; empty if none is stored. */
    Optional<LocalDate> of(EmailAddress address);

    /**
     * Deletes the days before that of an instant.
     *
     * @return the number of persons whose day this deleted
     */
    int forgetBefore(Instant cutoff);
}
