package telltale.settings;

import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The database that stores the data. */
public sealed interface DatabaseSettings {
    /** Applies the function for this kind of database. A kind added later must be handled by every caller. */
    <T> T match(
            Function<Embedded, T> embedded,
            Function<PostgreSql, T> postgreSql,
            Function<ContainerDataSource, T> container);

    /** The embedded database. */
    record Embedded(Path file) implements DatabaseSettings {
        @Override
        public <T> T match(
                Function<Embedded, T> embedded,
                Function<PostgreSql, T> postgreSql,
                Function<ContainerDataSource, T> container) {
            return embedded.apply(this);
        }
    }

    /**
     * A PostgreSQL server, or several servers with one primary.
     *
     * @param url its JDBC URL, without credentials
     * @param user null for the driver's default
     * @param password null if the server requires none
     * @param copy the URL of a copy that statistics are read from, with the same login; null for none
     * @param shards the URLs of further databases, with the same login, by their numbers
     */
    record PostgreSql(
            String url,
            @Nullable String user,
            @Nullable Secret password,
            @Nullable String copy,
            SortedMap<Integer, String> shards)
            implements DatabaseSettings {
        /** A server without a copy and further ones. */
        public PostgreSql(String url, @Nullable String user, @Nullable Secret password) {
            this(url, user, password, null, Collections.emptySortedMap());
        }

        /** @throws IllegalArgumentException with a message that states the error and never contains the URL */
        public PostgreSql {
            PostgreSqlUrl.check(url);
            if (copy != null) {
                PostgreSqlUrl.check(copy);
            }
            shards = Collections.unmodifiableSortedMap(new TreeMap<>(shards));
        }

        @Override
        public <T> T match(
                Function<Embedded, T> embedded,
                Function<PostgreSql, T> postgreSql,
                Function<ContainerDataSource, T> container) {
            return postgreSql.apply(this);
        }

        /** Shows the URL in masked form, as logs do. */
        @Override
        public String toString() {
            return "PostgreSql[" + PostgreSqlUrl.mask(url) + "]";
        }
    }

    /** A data source for PostgreSQL that the container provides. */
    record ContainerDataSource(DataSource dataSource) implements DatabaseSettings {
        /** Its name in JNDI. */
        public static final String NAME = "jdbc/telltale";

        @Override
        public <T> T match(
                Function<Embedded, T> embedded,
                Function<PostgreSql, T> postgreSql,
                Function<ContainerDataSource, T> container) {
            return container.apply(this);
        }

        /** Shows the name only, because the text of a connection pool may contain its password. */
        @Override
        public String toString() {
            return "ContainerDataSource[" + NAME + "]";
        }
    }
}
