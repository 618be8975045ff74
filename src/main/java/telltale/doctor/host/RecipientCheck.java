package telltale.doctor.host;

import java.util.ArrayList;
import java.util.List;
import telltale.doctor.Finding;
import telltale.model.EmailAddress;
import telltale.model.Person;
import telltale.store.Persons;
import telltale.store.StoreUnavailableException;

/**
 * Checks whether the addresses that first trials are sent to refuse what is tried: an operator who has clicked "do not track me"
 * once sees no open any more.
 *
 * @param addresses those of the settings
 */
public record RecipientCheck(Persons persons, List<EmailAddress> addresses) {
    public RecipientCheck {
        addresses = List.copyOf(addresses);
    }

    /** Checks each address; without a database, which another check reports, nothing is known. */
    public List<Finding> run() {
        try {
            return of(persons.persons(addresses));
        } catch (StoreUnavailableException unavailable) {
            return List.of();
        }
    }

    private static List<Finding> of(List<Person> own) {
        List<Finding> findings = new ArrayList<>();
        for (Person person : own) {
            if (!person.tracked()) {
                findings.add(HostFinding.OWN_ADDRESS_NOT_TRACKED.of(person.masked(), "This recipient has opted out."));
            }
            person.refusal(true, null)
                    .ifPresent(reason -> findings.add(HostFinding.OWN_ADDRESS_SUPPRESSED.of(person.masked(), reason)));
        }
        return findings;
    }
}
