package telltale.store.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import telltale.store.SharedSecrets;
import telltale.store.jdbc.Database;

/** The secrets that nodes share, in a table of their database. */
public final class PostgresSecrets implements SharedSecrets {
    private final Database database;

    public PostgresSecrets(Database database) {
        this.database = database;
    }

    @Override
    public Map<String, SharedSecret> share(UnaryOperator<Map<String, SharedSecret>> missing) {
        return database.write("sharing the secrets", connection -> {
            PostgresDatabase.execute(connection, "lock table secrets in exclusive mode");
            Map<String, SharedSecret> secrets = read(connection);
            Map<String, SharedSecret> added = missing.apply(Map.copyOf(secrets));
            add(connection, added);
            secrets.putAll(added);
            return secrets;
        });
    }

    private static Map<String, SharedSecret> read(Connection connection) throws SQLException {
        Map<String, SharedSecret> secrets = new TreeMap<>();
        try (PreparedStatement select = connection.prepareStatement("select name, value, fingerprint from secrets");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                secrets.put(row.getString(1), new SharedSecret(row.getString(2), row.getString(3)));
            }
        }
        return secrets;
    }

    private static void add(Connection connection, Map<String, SharedSecret> added) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into secrets (name, value, fingerprint) values (?, ?, ?)")) {
            for (Map.Entry<String, SharedSecret> secret : added.entrySet()) {
                insert.setString(1, secret.getKey());
                insert.setString(2, secret.getValue().value());
                insert.setString(3, secret.getValue().fingerprint());
                insert.executeUpdate();
            }
        }
    }
}
