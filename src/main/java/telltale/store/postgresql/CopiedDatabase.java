package telltale.store.postgresql;

import telltale.store.jdbc.Database;
import telltale.store.jdbc.DeferredDatabase;

/** A database that is read from its copy, if there is one that is young enough. */
final class CopiedDatabase extends DeferredDatabase {
    private final PostgresCopy copy;

    CopiedDatabase(Database database, PostgresCopy copy) {
        super(database, () -> {});
        this.copy = copy;
    }

    @Override
    public <T> T read(String operation, Work<T> work) {
        return copy.read(operation, work);
    }

    @Override
    public <T> T readConsistently(String operation, Work<T> work) {
        return copy.read(operation, work);
    }
}
