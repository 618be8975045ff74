package telltale.doctor.host;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.doctor.Finding;
import telltale.store.ShardUpkeep;
import telltale.store.Store;
import telltale.store.StoreUnavailableException;

/**
 * Checks how long the database takes to answer, and whether further ones are in use.
 *
 * @param store null if there is no database yet
 */
public record DatabaseCheck(@Nullable Store store) {
    private static final String SUBJECT = "database";
    private static final Duration SLOW = Duration.ofMillis(200);

    /** Asks it twice, since the first question may open a connection. */
    public List<Finding> run() {
        if (store == null) {
            return List.of(HostFinding.DATABASE_ABSENT.of(SUBJECT, "The file does not exist."));
        }
        try {
            store.health();
            long began = System.nanoTime();
            store.health();
            Duration taken = Duration.ofNanos(System.nanoTime() - began);
            HostFinding type = taken.compareTo(SLOW) > 0 ? HostFinding.DATABASE_SLOW : HostFinding.DATABASE_OK;
            return Stream.concat(
                            Stream.of(type.of(SUBJECT, "A question took " + taken.toMillis() + " ms.")),
                            store.upkeep().stream().flatMap(DatabaseCheck::shards))
                    .toList();
        } catch (StoreUnavailableException unavailable) {
            return List.of(HostFinding.DATABASE_UNAVAILABLE.of(SUBJECT, "It does not answer."));
        }
    }

    private static Stream<Finding> shards(ShardUpkeep upkeep) {
        return upkeep.shards().stream().map(shard -> shard(upkeep, shard));
    }

    private static Finding shard(ShardUpkeep upkeep, int shard) {
        String subject = "shard " + shard;
        try {
            Duration unused = upkeep.step(shard);
            boolean getsMail = upkeep.states().stream().anyMatch(state -> state.shard() == shard && state.getsMail());
            return getsMail
                    ? HostFinding.SHARD_OK.of(subject, "It has the decisions of persons.")
                    : HostFinding.SHARD_WITHOUT_MAIL.of(subject, "New messages are stored in the others.");
        } catch (StoreUnavailableException unavailable) {
            return HostFinding.SHARD_UNAVAILABLE.of(
                    subject, "It does not answer, or cannot get the decisions of persons.");
        }
    }
}
