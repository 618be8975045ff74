package telltale.store.sharded;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.postgres.PostgresServer;
import telltale.sending.TestClock;
import telltale.store.Store;
import telltale.store.jdbc.RowMapping;
import telltale.store.postgresql.PostgresConnections;
import telltale.store.postgresql.PostgresStore;
import telltale.supervision.Supervisor;
import telltale.token.PersonKeys;

/** Two databases on the PostgreSQL server of the tests: the first one, and shard 1. */
final class ShardedDatabases {
    static final Function<EmailAddress, Optional<PersonKey>> NO_KEYS = address -> Optional.empty();

    private static final PersonKeys KEYS = new PersonKeys(new byte[32]);

    private Function<EmailAddress, Optional<PersonKey>> keys;
    final TestClock clock = new TestClock(Instant.now());
    final String first = PostgresServer.shared().newMigratedDatabase();
    final String further = PostgresServer.shared().newMigratedDatabase();

    /** Databases of nodes that know the keys of persons. */
    ShardedDatabases() {
        this(address -> Optional.of(KEYS.keyOf(address)));
    }

    ShardedDatabases(Function<EmailAddress, Optional<PersonKey>> keys) {
        this.keys = keys;
    }

    /** These, with other keys of persons at the nodes that open them from now on. */
    ShardedDatabases with(Function<EmailAddress, Optional<PersonKey>> others) {
        keys = others;
        return this;
    }

    /** Opens both as one store, in which shard 1 was added long ago. */
    ShardedStore open(UUID node) {
        ShardedStore store = openNew(node);
        execute(first, "update telltale.shards set since = 0");
        return store;
    }

    /** Opens both as one store. */
    ShardedStore openNew(UUID node) {
        Store one = open(first, node);
        Store two = joining(one, further, node, 1);
        two.eventsSince();
        return together(one, two, Duration.ofSeconds(15));
    }

    /** Two stores as one. */
    ShardedStore together(Store one, Store two, Duration patience) {
        ShardReaders readers = new ShardReaders(patience, Supervisor.withoutExit());
        return new ShardedStore(one, Map.of(1, two), clock, new Random(42), readers);
    }

    /** The store of one of the databases. */
    Store open(String url, UUID node) {
        return PostgresStore.open(connections(url), node, keys, (store, secrets) -> {});
    }

    /** The store of a database that is to be a shard. */
    Store joining(Store first, String url, UUID node, int number) {
        return PostgresStore.open(
                connections(url),
                node,
                keys,
                (store, secrets) -> ShardMembership.join(first.shardTable(), store.shardTable(), number));
    }

    private static PostgresConnections connections(String url) {
        return PostgresConnections.to(url, "postgres", null, Duration.ofSeconds(2));
    }

    /** Ends all connections to shard 1, and allows no others. */
    void stopFurther() {
        allow(false);
        breakFurther();
    }

    /** Ends all connections to shard 1. */
    void breakFurther() {
        PostgresServer.shared()
                .execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + name() + "'");
    }

    /** Allows connections to shard 1 again, and waits until a store has found that out, some time later. */
    void resumeFurther(Store store) {
        allow(true);
        do {
            clock.advance(Duration.ofMinutes(1));
            store.eventsSince();
        } while (!store.shards().unavailable().isEmpty());
    }

    private void allow(boolean isAllowed) {
        PostgresServer.shared().execute("alter database " + name() + " allow_connections " + isAllowed);
    }

    private String name() {
        return further.replaceFirst("\\?.*", "").replaceFirst(".*/", "");
    }

    /** The sum of the numbers that a query returns in both databases. */
    long number(String sql) {
        return Stream.concat(query(first, sql), query(further, sql))
                .filter(Objects::nonNull)
                .mapToLong(Long::parseLong)
                .sum();
    }

    /** The texts that a query returns in shard 1. */
    List<String> texts(String sql) {
        return query(further, sql).toList();
    }

    private static Stream<String> query(String url, String sql) {
        try (Connection connection = PostgresServer.connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute("set search_path to telltale");
            return RowMapping.all(connection.prepareStatement(sql), row -> row.getString(1)).stream();
        } catch (SQLException failed) {
            throw new IllegalStateException(sql, failed);
        }
    }

    static void execute(String url, String sql) {
        try (Connection connection = PostgresServer.connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failed) {
            throw new IllegalStateException(sql, failed);
        }
    }
}
