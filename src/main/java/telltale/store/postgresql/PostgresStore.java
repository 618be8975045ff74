package telltale.store.postgresql;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.store.SharedSecrets;
import telltale.store.Store;
import telltale.store.jdbc.Database;
import telltale.store.jdbc.DeferredDatabase;
import telltale.store.jdbc.Dialect;
import telltale.store.jdbc.JdbcStore;
import telltale.store.jdbc.Migrations;

/** Opens the store in a PostgreSQL database, which several nodes may share. */
public final class PostgresStore {
    /** The migrations of the schema. Schemas before the first script were those of development builds. */
    public static final Migrations MIGRATIONS = new Migrations(
            PostgresStore.class,
            10,
            List.of(
                    "010-schema.sql",
                    "011-topics.sql",
                    "012-view.sql",
                    "013-client-flags.sql",
                    "014-provider-id.sql",
                    "015-reports.sql",
                    "016-keys.sql",
                    "017-sessions.sql",
                    "018-statistics.sql",
                    "019-audit.sql",
                    "020-feed.sql",
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
                    "037-rollups.sql",
                    "038-shards.sql",
                    "039-people.sql"));

    private static final Dialect DIALECT = new Dialect(
            true,
            " for update",
            " for no key update",
            " for update skip locked",
            " for update of o",
            " for update of o skip locked",
            "lower(split_part(d.recipient, '@', 2))",
            // Without "offset 0", PostgreSQL reads a level as a whole, and compares each row with each part.
            " cross join lateral (select * from statistics s where %s offset 0) s",
            "cast(extract(epoch from clock_timestamp()) * 1000 as bigint)");

    /** The number of shards of the campaign counters, so that nodes rarely write the same ones. */
    private static final int SHARDS = 64;

    private PostgresStore() {}

    /** Called when a node has reached the shared database. */
    @FunctionalInterface
    public interface Joined {
        /**
         * Prepares the data that nodes share.
         *
         * @throws IllegalStateException if this node may not use the database; retried at the next use
         */
        void with(Store store, SharedSecrets secrets);
    }

    /** Opens the database for a process without keys of persons. */
    public static Store open(PostgresConnections connections, UUID node, Joined joined) {
        return open(connections, node, address -> Optional.empty(), joined);
    }

    /**
     * Opens the database, which may be unavailable yet. It is created or migrated when it is first reached.
     *
     * @param connections the connections to the database
     * @param node the unique id of this node
     * @param keys returns the key of the person with an address; not called before {@code joined}
     * @param joined called once, before any other use, when the database was reached and migrated
     */
    public static Store open(
            PostgresConnections connections,
            UUID node,
            Function<EmailAddress, Optional<PersonKey>> keys,
            Joined joined) {
        return open(connections, null, node, keys, joined);
    }

    /**
     * Opens the database, and a copy of it.
     *
     * @param copied the connections to the copy that statistics are read from, or null
     */
    public static Store open(
            PostgresConnections connections,
            @Nullable PostgresConnections copied,
            UUID node,
            Function<EmailAddress, Optional<PersonKey>> keys,
            Joined joined) {
        PostgresDatabase reached = new PostgresDatabase(connections);
        int shard = Math.floorMod(node.hashCode(), SHARDS);
        Store first = new JdbcStore(reached, new PostgresEvents(reached, shard, node), shard, DIALECT, node, keys);
        Database database = new DeferredDatabase(reached, () -> {
            MIGRATIONS.run(reached);
            reached.write("creating partitions", PostgresPartitions::createAhead);
            joined.with(first, new PostgresSecrets(reached));
        });
        PostgresEvents events = new PostgresEvents(database, shard, node);
        return copied == null
                ? new JdbcStore(database, events, shard, DIALECT, node, keys)
                : new CopiedStore(
                        database,
                        events,
                        shard,
                        DIALECT,
                        node,
                        keys,
                        new PostgresCopy(database, new PostgresDatabase(copied), System::nanoTime));
    }
}
