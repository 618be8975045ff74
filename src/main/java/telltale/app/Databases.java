package telltale.app;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.settings.DatabaseSettings;
import telltale.settings.Settings;
import telltale.store.Store;
import telltale.store.StoreHealth;
import telltale.store.StoreUnavailableException;
import telltale.store.postgresql.PostgresConnections;
import telltale.store.postgresql.PostgresStore;
import telltale.store.postgresql.PostgresStore.Joined;
import telltale.store.sqlite.SqliteStore;
import telltale.store.sqlite.UnsupportedPlatformException;
import telltale.supervision.Supervisor;

/** Opens the store in the configured database. */
public final class Databases {
    private static final Logger log = LoggerFactory.getLogger(Databases.class);
    /** How long to wait for another writer before the embedded database counts as unavailable. */
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(5);
    /** How long to wait for a connection before a database server counts as unavailable. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    private Databases() {}

    /**
     * Opens the store for a server. The embedded database must be usable; PostgreSQL may become available later.
     *
     * @param node the id of this node
     * @param supervisor runs the threads that read from further databases
     * @throws StartupException if the database cannot be used, and waiting would not help
     */
    static Store open(
            DatabaseSettings settings, HomeFolder home, NodeKeys keys, UUID node, Clock clock, Supervisor supervisor) {
        return settings.match(
                embedded -> {
                    keys.loadOrGenerate();
                    return openEmbedded(embedded.file(), home, keys);
                },
                server -> new ShardedDatabases(node, persons(keys), clock, supervisor)
                        .open(server, join(connect(server), copy(server), keys, node)),
                container -> new ShardedDatabases(node, persons(keys), clock, supervisor)
                        .open(null, join(PostgresConnections.of(container.dataSource()), null, keys, node)));
    }

    private static Function<EmailAddress, Optional<PersonKey>> persons(NodeKeys keys) {
        return address -> Optional.of(keys.persons().keyOf(address));
    }

    /**
     * Opens the store for a command, which neither sends nor records anything, with the keys in the home.
     *
     * @throws StartupException if the embedded database does not run on this platform, or the keys are damaged
     */
    public static Store openForCommand(Settings settings, HomeFolder home) {
        Function<EmailAddress, Optional<PersonKey>> persons =
                keys(settings, home).persons()::find;
        return settings.database()
                .match(
                        embedded -> openEmbeddedForCommand(embedded.file(), home, persons),
                        server -> new ShardedDatabases(
                                        UUID.randomUUID(), persons, Clock.systemUTC(), Supervisor.withoutExit())
                                .openForCommand(server, openAsGuest(connect(server), persons)),
                        container -> openAsGuest(PostgresConnections.of(container.dataSource()), persons));
    }

    /**
     * Loads the keys in the home, for a command; there may be none.
     *
     * @throws StartupException if they are damaged
     */
    static NodeKeys keys(Settings settings, HomeFolder home) {
        NodeKeys keys = new NodeKeys(home, settings.secret(), settings.trackKey());
        keys.load();
        return keys;
    }

    /** As {@link #keys}; with the embedded database, for which no other node can have generated them, generates missing keys. */
    static NodeKeys completeKeys(Settings settings, HomeFolder home) {
        NodeKeys keys = keys(settings, home);
        if (settings.database().match(embedded -> true, server -> false, container -> false)) {
            keys.loadOrGenerate();
        }
        return keys;
    }

    private static Store openAsGuest(
            PostgresConnections connections, Function<EmailAddress, Optional<PersonKey>> persons) {
        Joined asGuest = (store, secrets) -> {};
        return PostgresStore.open(connections, UUID.randomUUID(), persons, asGuest);
    }

    public static PostgresConnections connect(DatabaseSettings.PostgreSql server) {
        return connect(server, server.url());
    }

    /** The connections to another database with the same login. */
    static PostgresConnections connect(DatabaseSettings.PostgreSql server, String url) {
        return PostgresConnections.to(
                url,
                server.user(),
                server.password() == null ? null : server.password().reveal(),
                CONNECT_TIMEOUT);
    }

    private static @Nullable PostgresConnections copy(DatabaseSettings.PostgreSql server) {
        return server.copy() == null
                ? null
                : PostgresConnections.toCopy(
                        server.copy(),
                        server.user(),
                        server.password() == null ? null : server.password().reveal(),
                        CONNECT_TIMEOUT);
    }

    private static Store openEmbeddedForCommand(
            Path file, HomeFolder home, Function<EmailAddress, Optional<PersonKey>> persons) {
        try {
            return SqliteStore.open(file, home.file("native"), LOCK_TIMEOUT, persons);
        } catch (UnsupportedPlatformException unsupported) {
            throw new StartupException(unsupported.sentence(), unsupported);
        }
    }

    private static Store openEmbedded(Path file, HomeFolder home, NodeKeys keys) {
        try {
            Store store = SqliteStore.open(
                    file,
                    home.file("native"),
                    LOCK_TIMEOUT,
                    address -> Optional.of(keys.persons().keyOf(address)));
            report(file.toString(), store.health());
            return store;
        } catch (UnsupportedPlatformException unsupported) {
            throw new StartupException(unsupported.sentence(), unsupported);
        } catch (StoreUnavailableException | IllegalStateException failed) {
            throw new StartupException(
                    "The database " + file + " cannot be used: " + failed.getMessage()
                            + " Close other programs that use it, or restore it from a backup.",
                    failed);
        }
    }

    private static Store join(
            PostgresConnections connections, @Nullable PostgresConnections copy, NodeKeys keys, UUID node) {
        keys.load();
        PostgresConnections all = copy == null ? connections : connections.closedWith(copy);
        Store store = PostgresStore.open(all, copy, node, persons(keys), (joined, secrets) -> {
            keys.share(secrets);
            report("shared", joined.health());
        });
        try {
            store.health();
        } catch (StoreUnavailableException away) {
            if (away.isPermanent()) {
                store.close();
                throw new StartupException("The database cannot be used: " + away.getMessage(), away);
            }
            log.warn(
                    "{}. Until the database is available, pixels are answered, their hits wait in the spool, and other"
                            + " requests that need it get 503.",
                    away.getMessage());
        }
        return store;
    }

    private static void report(String location, StoreHealth health) {
        log.info("The database is {}: {}", location, health.details());
        if (!health.durable()) {
            log.error("The database does not sync its commits: a power failure may lose acknowledged data.");
        }
    }
}
