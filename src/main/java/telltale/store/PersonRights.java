package telltale.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;

/** The restriction and the erasure of what is stored about a person (GDPR articles 17 and 18). */
public interface PersonRights {
    /** Since when the data of a person is only stored; empty if it is not restricted. */
    Optional<Instant> restrictedSince(EmailAddress address);

    /**
     * Restricts the data of a person: opens and clicks are not stored any more, and what is stored is in no list, stream or
     * webhook. The copies for webhooks are deleted. Mail to the person can be submitted as before.
     *
     * @return false if it was restricted before
     */
    boolean restrict(EmailAddress address, Instant at);

    /** Ends a restriction; false if there was none. */
    boolean release(EmailAddress address);

    /**
     * What is kept of an erased person.
     *
     * @param consents the entries of the consent ledger (article 17(3)(e)), with what they and an objection to all tracking
     *     forbid
     * @param suppressions that no mail, or no mail of some topics, is sent; under the key of the person alone
     */
    record Kept(boolean consents, boolean suppressions) {
        public static final Kept NOTHING = new Kept(false, false);

        private static final int CONSENTS = 1;
        private static final int SUPPRESSIONS = 2;

        /** What the bits of a number say. */
        public static Kept of(int bits) {
            return new Kept((bits & CONSENTS) != 0, (bits & SUPPRESSIONS) != 0);
        }

        /** This as the bits of a number. */
        public int bits() {
            return (consents ? CONSENTS : 0) + (suppressions ? SUPPRESSIONS : 0);
        }
    }

    /** An entry of the ledger of erasures. */
    record Erasure(PersonKey person, Instant at, Kept kept) {}

    /**
     * The result of an erasure.
     *
     * @param known whether anything was stored about the person
     * @param counts the number of deleted rows by class of data
     * @param audited the rows of the audit log about the person, which stay
     */
    record Erased(Erasure erasure, boolean known, Map<String, Integer> counts, int audited) {
        public Erased {
            counts = Map.copyOf(counts);
        }

        /** The number of deleted rows of a class. */
        public int count(String type) {
            return counts.getOrDefault(type, 0);
        }
    }

    /** Erases a person, as {@link Persons#erase(EmailAddress, boolean)} does, and adds an entry to the ledger of erasures. */
    Erased erase(EmailAddress address, Kept kept, Instant at);

    /**
     * Entries of the ledger of erasures, in the order of the persons' keys.
     *
     * @param after the key after which they are returned, or null
     */
    List<Erasure> erasures(@Nullable PersonKey after, int limit);

    /**
     * Repeats an erasure that the database does not know, because it was restored from a backup, and adds it to the ledger.
     *
     * @return whether anything was stored about the person
     */
    boolean eraseAgain(Erasure erasure);

    /** What persons do not allow to be recorded. */
    Denials denials();
}
