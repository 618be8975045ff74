package telltale.store.sharded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import telltale.postgres.PostgresServer;
import telltale.store.Store;
import telltale.store.postgresql.PostgresConnections;
import telltale.store.postgresql.PostgresStore;
import telltale.supervision.Supervisor;
import telltale.token.PersonKeys;

/** Tests that nothing is lost or doubled, and that refusals hold, when the server of a further database is killed under load. */
class KillShardIT {
    private static final int ROUNDS = Integer.getInteger("kill.rounds", 2);
    private static final int SOME = 300;
    private static final PersonKeys KEYS = new PersonKeys(new byte[32]);

    private final PostgresServer one = new PostgresServer();
    private final PostgresServer two = new PostgresServer();
    private final UUID node = new UUID(1, 1);
    private final Store first = open(one.newMigratedDatabase(), (store, secrets) -> {});
    private final Store further = open(
            two.newMigratedDatabase(),
            (store, secrets) -> ShardMembership.join(first.shardTable(), store.shardTable(), 1));
    private final ShardedStore store =
            new ShardedStore(first, Map.of(1, further), Clock.systemUTC(), new Random(42), Supervisor.withoutExit());

    private Store open(String url, PostgresStore.Joined joined) {
        PostgresConnections connections = PostgresConnections.to(url, "postgres", null, Duration.ofSeconds(2));
        return PostgresStore.open(connections, node, address -> Optional.of(KEYS.keyOf(address)), joined);
    }

    @AfterEach
    void close() {
        store.close();
        two.close();
        one.close();
    }

    @Test
    void nothingIsLostOrDoubledAndRefusalsHold() throws Exception {
        try (ShardedLoad load = new ShardedLoad(store)) {
            load.start();
            await(load, () -> store.upkeep().orElseThrow().states().get(0).getsMail());
            for (int round = 0; round < ROUNDS; round++) {
                awaitMore(load);
                two.kill();
                awaitMore(load);
                load.refuseSome();
                two.start();
                awaitMore(load);
                load.refuseSome();
            }
            load.finish();
            ShardedLoad.Tally tally = load.tally();
            System.out.println(ROUNDS + " kills of the server of shard 1: " + tally);
            assertEquals(0, tally.lostMails(), tally::toString);
            assertEquals(0, tally.doubledMails(), tally::toString);
            assertEquals(0, tally.sentAfterRefusal(), tally::toString);
            assertEquals(0, tally.lostHits(), tally::toString);
            assertEquals(0, tally.doubledHits(), tally::toString);
            assertEquals(0, tally.hitsAfterWithdrawal(), tally::toString);
            assertTrue(tally.sentFromShard() > 0, tally::toString);
            assertEquals(0, store.recount().different());
        }
    }

    /** Waits for more hits, which are accepted whether shard 1 is available or not. */
    private static void awaitMore(ShardedLoad load) throws InterruptedException {
        int before = load.hits();
        await(load, () -> load.hits() >= before + SOME);
    }

    private static void await(ShardedLoad load, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, () -> "the load stands still: " + load.faults());
            assertEquals(Optional.empty(), load.faults().stream().findFirst());
            Thread.sleep(20);
        }
    }
}
