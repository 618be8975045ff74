package telltale.app;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.settings.DatabaseSettings.PostgreSql;
import telltale.store.Store;
import telltale.store.StoreUnavailableException;
import telltale.store.postgresql.PostgresStore;
import telltale.store.sharded.ShardMembership;
import telltale.store.sharded.ShardedStore;
import telltale.supervision.Supervisor;

/** Opens further databases beside the first one. */
final class ShardedDatabases {
    private static final Logger log = LoggerFactory.getLogger(ShardedDatabases.class);
    /** How long a node is known before it sends, which renews its lease. */
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final UUID node;
    private final Function<EmailAddress, Optional<PersonKey>> persons;
    private final Clock clock;
    private final Supervisor supervisor;

    /**
     * @param node the id of this node
     * @param persons returns the key of the person with an address
     */
    ShardedDatabases(
            UUID node, Function<EmailAddress, Optional<PersonKey>> persons, Clock clock, Supervisor supervisor) {
        this.node = node;
        this.persons = persons;
        this.clock = clock;
        this.supervisor = supervisor;
    }

    /**
     * Opens the further databases for a node. A node without a setting for them needs to know that there are some: it keeps their hits in
     * the first database.
     *
     * @param server the settings; null for a data source of the container, which has no further databases
     * @return the first database alone if it has no others beside it
     * @throws StartupException if one of them is not the database that was added with its number
     */
    Store open(@Nullable PostgreSql server, Store first) {
        if ((server == null || server.shards().isEmpty()) && isAlone(first)) {
            return first;
        }
        Map<Integer, Store> further = server == null ? Map.of() : further(server, first);
        ShardedStore store = together(first, further);
        further.forEach((number, shard) -> check(store, number, shard));
        return store;
    }

    /** Opens them for a command, which has no lease. */
    Store openForCommand(PostgreSql server, Store first) {
        return server.shards().isEmpty() ? first : together(first, further(server, first));
    }

    private ShardedStore together(Store first, Map<Integer, Store> further) {
        return new ShardedStore(first, further, clock, new SecureRandom(), supervisor);
    }

    /** With this lease, no database gets mail for the first time before this node knows it. */
    private static boolean isAlone(Store first) {
        try {
            first.nodeLeases().renew(LEASE, List.of());
            return first.shardTable().all().isEmpty();
        } catch (StoreUnavailableException away) {
            return false;
        }
    }

    private Map<Integer, Store> further(PostgreSql server, Store first) {
        Map<Integer, Store> further = new TreeMap<>();
        server.shards()
                .forEach((number, url) -> further.put(
                        number,
                        PostgresStore.open(
                                Databases.connect(server, url),
                                node,
                                persons,
                                (shard, secrets) ->
                                        ShardMembership.join(first.shardTable(), shard.shardTable(), number))));
        return further;
    }

    private static void check(ShardedStore all, int number, Store shard) {
        try {
            if (!shard.health().durable()) {
                log.error("Shard {} does not sync its commits: a power failure may lose acknowledged data.", number);
            }
        } catch (StoreUnavailableException away) {
            if (away.isPermanent()) {
                all.close();
                throw new StartupException("Shard " + number + " cannot be used: " + away.getMessage(), away);
            }
            log.warn("Shard {} is unavailable: {}", number, away.getMessage());
        }
    }
}
