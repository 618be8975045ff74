package telltale.store.postgresql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A source of connections to PostgreSQL.
 *
 * @param source a pool of connections
 * @param close closes the pool, if it is our own
 */
public record PostgresConnections(DataSource source, Runnable close) {
    /** The pool size: one connection writes events, the others run queries and store deliveries. */
    private static final int POOL_SIZE = 10;
    /** The time after which a response is given up, longer than any statement may take. */
    private static final int SOCKET_TIMEOUT_SECONDS = 60;

    /** The number of pools of our own that are open. */
    private static int open;

    /**
     * A pool of our own, which connects at the first use.
     *
     * @param url a {@code jdbc:postgresql:} URL without credentials
     * @param timeout how long a caller waits for a connection
     */
    public static PostgresConnections to(
            String url, @Nullable String user, @Nullable String password, Duration timeout) {
        return to(url, user, password, timeout, "primary");
    }

    /** As {@link #to(String, String, String, Duration)}, to a copy, which accepts no writes. */
    public static PostgresConnections toCopy(
            String url, @Nullable String user, @Nullable String password, Duration timeout) {
        return to(url, user, password, timeout, "any");
    }

    private static PostgresConnections to(
            String url, @Nullable String user, @Nullable String password, Duration timeout, String type) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(driver(url, user, password, timeout, type));
        config.setPoolName("telltale-database");
        config.setMaximumPoolSize(POOL_SIZE);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(timeout.toMillis());
        // A node starts even if the server is unavailable.
        config.setInitializationFailTimeout(-1);
        HikariDataSource pool = new HikariDataSource(config);
        AtomicBoolean closed = new AtomicBoolean();
        return new PostgresConnections(pool, () -> {
            // A second call must not count as the end of another pool, which still needs the driver.
            if (closed.compareAndSet(false, true)) {
                pool.close();
                deregisterDriver();
            }
        });
    }

    /** These, which are closed with those to a copy. */
    public PostgresConnections closedWith(PostgresConnections copy) {
        return new PostgresConnections(source, () -> {
            copy.close.run();
            close.run();
        });
    }

    /** The data source of a container. */
    public static PostgresConnections of(DataSource container) {
        return new PostgresConnections(container, () -> {});
    }

    private static DataSource driver(
            String url, @Nullable String user, @Nullable String password, Duration timeout, String type) {
        registerDriver();
        PGSimpleDataSource driver = new PGSimpleDataSource();
        driver.setUrl(url);
        driver.setUser(user);
        driver.setPassword(password);
        driver.setApplicationName("telltale");
        if (!url.contains("connectTimeout=")) {
            driver.setConnectTimeout(Math.max(1, (int) timeout.toSeconds()));
        }
        if (!url.contains("socketTimeout=")) {
            driver.setSocketTimeout(SOCKET_TIMEOUT_SECONDS);
        }
        if (!url.contains("tcpKeepAlive=")) {
            driver.setTcpKeepAlive(true);
        }
        if (!url.contains("targetServerType=")) {
            // Of several hosts, only the primary accepts writes.
            driver.setTargetServerType(type);
        }
        // The detail of an error quotes rows, with addresses and user agents, and messages get into the log.
        driver.setLogServerErrorDetail(false);
        return driver;
    }

    /** Registers the driver with the driver manager, through which the data source finds it, unless it is registered. */
    private static synchronized void registerDriver() {
        open++;
        try {
            if (!Driver.isRegistered()) {
                Driver.register();
            }
        } catch (SQLException failed) {
            throw new IllegalStateException("the PostgreSQL driver cannot be registered", failed);
        }
    }

    /** Deregisters the driver, which would keep an undeployed application in memory. */
    private static synchronized void deregisterDriver() {
        open--;
        try {
            if (open == 0 && Driver.isRegistered()) {
                Driver.deregister();
            }
        } catch (SQLException failed) {
            throw new IllegalStateException("the PostgreSQL driver cannot be deregistered", failed);
        }
    }
}
