package telltale.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.Uuid7;
import telltale.postgres.PostgresServer;
import telltale.restore.Ledgers;
import telltale.settings.ReplicatedLogSettings.Role;
import telltale.store.OpenCounts;
import telltale.store.PersonRights.Kept;
import telltale.store.Store;

/** A database that is restored from a backup gets later hits from the log, without those of erased persons. */
@Timeout(900)
class KafkaRestoreFullIT extends LogNodes {
    private static final EmailAddress ANN = EmailAddress.parse("ann@example.com");

    /**
     * @param before the hits of each person that the backup has; without any, the whole log is read again
     */
    @ParameterizedTest
    @ValueSource(ints = {0, 100})
    void whatIsReadAgainHasNothingOfAnErasedPersonAndKeepsWithdrawals(int before) throws Exception {
        LogNode node = node(Role.BOTH);
        DeliveryId bob = delivered(node, "bob@example.com");
        DeliveryId cat = delivered(node, "cat@example.com");
        List<DeliveryId> mails = List.of(delivery, bob, cat);
        mails.forEach(mail -> node.open(mail, before));
        awaitStored(node, 3L * before);
        close();
        String backup = database + "backup" + before;
        copy(database, backup);

        LogNode live = restart(database);
        mails.forEach(mail -> live.open(mail, 200));
        awaitStored(live, 3 * 200);
        Ledgers.erasures(live.store, live.home)
                .add(live.store
                        .persons()
                        .rights()
                        .erase(ANN, Kept.NOTHING, Instant.now())
                        .erasure());
        assertTrue(live.store.persons().setTracked(bob, false, Instant.now()));
        live.close();
        // A node applies its ledgers when it starts and from time to time.
        restart(database).close();

        LogNode restored = restart(backup);
        await(() -> waiting(restored) == 0, "it catches up");
        await(() -> restored.transfer.stored() + restored.transfer.dropped() >= 600, "it has counted");
        System.out.printf(
                "restored with %d hits of each: read again=%d stored=%d dropped=%d%n",
                before,
                restored.transfer.stored() + restored.transfer.dropped(),
                restored.transfer.stored(),
                restored.transfer.dropped());
        assertEquals(200, restored.transfer.stored());
        assertEquals(400, restored.transfer.dropped(), "the log still has them");
        Store store = restored.store;
        assertEquals(Optional.empty(), store.delivery(delivery));
        assertEquals(
                List.of(new OpenCounts(before), new OpenCounts(before + 200)), store.openCounts(List.of(bob, cat)));
        assertEquals(List.of(), store.recount().differences());
        assertEquals(before + before + 200, store.recount().events());
    }

    private DeliveryId delivered(LogNode node, String to) {
        DeliveryId id = new DeliveryId(Uuid7.at(Instant.now(), random));
        node.store.insert(new Delivery(id, EmailAddress.parse(to), "spring", "Hi", DeliveryState.SENDING, null, null));
        return id;
    }

    private static void awaitStored(LogNode node, long hits) throws InterruptedException {
        await(() -> node.transfer.stored() == hits, "all hits are stored");
    }

    /** Copies a database, which no node uses. */
    private static void copy(String from, String to) {
        PostgresServer.shared().execute("create database " + name(to) + " template " + name(from));
    }

    private static String name(String url) {
        return url.substring(url.lastIndexOf('/') + 1);
    }

    /** Starts the node on another database, with the ledgers that it has. */
    private LogNode restart(String url) throws Exception {
        nodes.clear();
        LogNode node = new LogNode(
                folder.resolve("node-0"), url, settings(Role.BOTH, brokers.clientFile("telltale")), Clock.systemUTC());
        nodes.add(node);
        await(node.log::isAvailable, "the log accepts hits");
        return node;
    }
}
