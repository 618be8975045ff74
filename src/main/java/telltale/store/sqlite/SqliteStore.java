package telltale.store.sqlite;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.store.Store;
import telltale.store.jdbc.Dialect;
import telltale.store.jdbc.JdbcStore;
import telltale.store.jdbc.Migrations;

/** Opens the store in an embedded SQLite database, which one process uses at a time. */
public final class SqliteStore {
    /** The migrations of the schema. Schemas before the first script were those of development builds. */
    public static final Migrations MIGRATIONS = new Migrations(
            SqliteStore.class,
            12,
            List.of(
                    "012-schema.sql",
                    "013-topics.sql",
                    "014-view.sql",
                    "015-provider-id.sql",
                    "016-reports.sql",
                    "017-keys.sql",
                    "018-sessions.sql",
                    "019-statistics.sql",
                    "020-audit.sql",
                    "021-attempts.sql",
                    "022-templates.sql",
                    "023-oauth.sql",
                    "024-servers.sql",
                    "025-pace.sql",
                    "026-domains.sql",
                    "027-tests.sql",
                    "028-webhooks.sql",
                    "029-consents.sql",
                    "030-rights.sql",
                    "031-consent-requests.sql",
                    "032-minimization.sql",
                    "033-profiles.sql",
                    "034-activity.sql",
                    "035-pools.sql",
                    "036-log.sql",
                    "037-rollups.sql"));

    /** Without locking clauses, since one connection writes at a time. */
    static final Dialect DIALECT = new Dialect(
            false,
            "",
            "",
            "",
            "",
            "",
            "lower(substr(d.recipient, instr(d.recipient, '@') + 1))",
            " cross join statistics s where %s", // in this order, since SQLite keeps that of a cross join
            "cast(unixepoch('subsec') * 1000 as integer)");

    /** The only node of an embedded database. */
    private static final UUID NODE = new UUID(0, 0);

    private SqliteStore() {}

    /** Opens the database for a process without keys of persons. */
    public static Store open(Path file, Path scratch, Duration timeout) {
        return open(file, scratch, timeout, address -> Optional.empty());
    }

    /**
     * Creates or migrates the database, and opens it.
     *
     * @param file the database, created if missing
     * @param scratch a folder for native code, used by nothing else and emptied
     * @param timeout how long to wait for other transactions
     * @param keys returns the key of the person with an address
     * @throws IllegalStateException with an explanation if the database cannot be used
     */
    public static Store open(
            Path file, Path scratch, Duration timeout, Function<EmailAddress, Optional<PersonKey>> keys) {
        SqliteDatabase database = new SqliteDatabase(file, scratch, timeout);
        try {
            MIGRATIONS.run(database);
            return new JdbcStore(database, new SqliteEvents(database), 0, DIALECT, NODE, keys);
        } catch (RuntimeException failed) {
            database.close();
            throw failed;
        }
    }
}
