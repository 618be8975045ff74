package telltale.store.postgresql;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.model.PrivacyProfile;
import telltale.store.ReadCopy;
import telltale.store.Statistics;
import telltale.store.jdbc.Database;
import telltale.store.jdbc.Dialect;
import telltale.store.jdbc.EventTable;
import telltale.store.jdbc.JdbcStore;

/** A store whose statistics are read from a copy of the database. */
final class CopiedStore extends JdbcStore {
    private final PostgresCopy copy;

    CopiedStore(
            Database database,
            EventTable events,
            int shard,
            Dialect dialect,
            UUID node,
            Function<EmailAddress, Optional<PersonKey>> keys,
            PostgresCopy copy) {
        super(database, events, shard, dialect, node, keys);
        this.copy = copy;
    }

    @Override
    public Statistics statistics(PrivacyProfile profile) {
        return statistics(copy.statistics(), profile);
    }

    @Override
    public Optional<ReadCopy> copy() {
        return Optional.of(copy);
    }
}
