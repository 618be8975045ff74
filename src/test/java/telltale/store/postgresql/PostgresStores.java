package telltale.store.postgresql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.postgres.PostgresServer;
import telltale.store.Store;

/** Stores of nodes that share a database on the PostgreSQL server of the tests. */
final class PostgresStores {
    private PostgresStores() {}

    /** The store of a new node. */
    static Store open(String url, Function<EmailAddress, Optional<PersonKey>> keys) {
        return PostgresStore.open(connections(url), UUID.randomUUID(), keys, (store, secrets) -> {});
    }

    /** The store of a node that knows no persons. */
    static Store open(String url, UUID node) {
        return PostgresStore.open(connections(url), node, (store, secrets) -> {});
    }

    private static PostgresConnections connections(String url) {
        return PostgresConnections.to(url, "postgres", null, Duration.ofSeconds(20));
    }

    /** The number that a query returns. */
    static long number(String url, String sql) {
        try (Connection connection = PostgresServer.connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute("set search_path to telltale");
            try (ResultSet row = statement.executeQuery(sql)) {
                row.next();
                return row.getLong(1);
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
