package telltale.store.postgresql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Where connections to PostgreSQL come from.
 *
 * @param source gives a connection, which somebody else gets when it is closed
 * @param close gives up what was made for it
 */
public record PostgresConnections(DataSource source, Runnable close) {
    /** One of them writes events; the others answer questions and store deliveries. */
    private static final int MOST = 10;
    /** A server that was cut off is noticed at the latest when an answer takes so long; no statement may. */
    private static final int LONGEST_ANSWER_SECONDS = 60;

    private static int open;

    /**
     * Connections of our own. None is made before one is asked for.
     *
     * @param url {@code jdbc:postgresql:}, without a login
     * @param patience how long a caller waits for a connection
     */
    public static PostgresConnections to(
            String url, @Nullable String user, @Nullable String password, Duration patience) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(driver(url, user, password, patience));
        config.setPoolName("telltale-database");
        config.setMaximumPoolSize(MOST);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(patience.toMillis());
        // A server that is away does not keep a node from starting.
        config.setInitializationFailTimeout(-1);
        HikariDataSource pool = new HikariDataSource(config);
        return new PostgresConnections(pool, () -> {
            pool.close();
            closed();
        });
    }

    /** Connections that the container makes and keeps. */
    public static PostgresConnections of(DataSource container) {
        return new PostgresConnections(container, () -> {});
    }

    private static DataSource driver(String url, @Nullable String user, @Nullable String password, Duration patience) {
        opened();
        PGSimpleDataSource driver = new PGSimpleDataSource();
        driver.setUrl(url);
        driver.setUser(user);
        driver.setPassword(password);
        driver.setApplicationName("telltale");
        if (!url.contains("connectTimeout=")) {
            driver.setConnectTimeout(Math.max(1, (int) patience.toSeconds()));
        }
        if (!url.contains("socketTimeout=")) {
            driver.setSocketTimeout(LONGEST_ANSWER_SECONDS);
        }
        if (!url.contains("tcpKeepAlive=")) {
            driver.setTcpKeepAlive(true);
        }
        if (!url.contains("targetServerType=")) {
            // Of several hosts, one takes writes.
            driver.setTargetServerType("primary");
        }
        return driver;
    }

    /** The data source finds the driver through the driver manager, where others in this process may have taken it out. */
    private static synchronized void opened() {
        open++;
        try {
            if (!Driver.isRegistered()) {
                Driver.register();
            }
        } catch (SQLException failed) {
            throw new IllegalStateException("the driver of PostgreSQL cannot be registered", failed);
        }
    }

    /** A driver that stays registered keeps a redeployed application in memory. */
    private static synchronized void closed() {
        open--;
        try {
            if (open == 0 && Driver.isRegistered()) {
                Driver.deregister();
            }
        } catch (SQLException failed) {
            throw new IllegalStateException("the driver of PostgreSQL stays registered", failed);
        }
    }
}
