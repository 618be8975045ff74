package telltale.settings;

import java.nio.file.Path;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Where the data is kept. */
public sealed interface DatabaseSettings {
    /** What one makes of each kind of database; a kind that is added later has to be spoken of everywhere. */
    <T> T match(
            Function<Embedded, T> embedded,
            Function<PostgreSql, T> postgreSql,
            Function<ContainerDataSource, T> container);

    /** The database that is built in. */
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
     * A PostgreSQL server, or several of which one takes writes.
     *
     * @param url for its JDBC driver, without a login
     * @param user null for what the driver takes by itself
     * @param password null where the server asks for none
     */
    record PostgreSql(
            String url, @Nullable String user, @Nullable Secret password) implements DatabaseSettings {
        /** @throws IllegalArgumentException with a sentence that says what is wrong and never repeats the URL */
        public PostgreSql {
            PostgreSqlUrl.check(url);
        }

        @Override
        public <T> T match(
                Function<Embedded, T> embedded,
                Function<PostgreSql, T> postgreSql,
                Function<ContainerDataSource, T> container) {
            return postgreSql.apply(this);
        }

        /** Shows as much of the URL as logs do. */
        @Override
        public String toString() {
            return "PostgreSql[" + PostgreSqlUrl.mask(url) + "]";
        }
    }

    /** Connections to PostgreSQL that the container makes and keeps. */
    record ContainerDataSource(DataSource dataSource) implements DatabaseSettings {
        /** Where a container offers them (JNDI). */
        public static final String NAME = "jdbc/telltale";

        @Override
        public <T> T match(
                Function<Embedded, T> embedded,
                Function<PostgreSql, T> postgreSql,
                Function<ContainerDataSource, T> container) {
            return container.apply(this);
        }

        /** Its name alone: the text of a pool may hold its password. */
        @Override
        public String toString() {
            return "ContainerDataSource[" + NAME + "]";
        }
    }
}
