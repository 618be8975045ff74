package telltale.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Tests of two nodes that send from one outbox on PostgreSQL. */
class NodesSendingIT extends SendingNodes {
    private static final int RECIPIENTS = 1_500;

    private final Batch batch = new Batch("shared", RECIPIENTS);

    @Test
    void bothSendAndNoMailIsSentByBoth() throws Exception {
        batch.post(nodes.get(0)).join();

        SendingTally sendingTally = sendingTally(batch, nodes.get(1), Map.of());
        assertTrue(sendingTally.isRight() && sendingTally.duplicated() == 0, sendingTally::toString);
        Map<String, Integer> shares = sharesOfTheNodes("1 = 1");
        assertEquals(NODES, shares.size(), shares::toString);
    }

    @Test
    void mailClaimedByADeadNodeIsSentByAnother() throws Exception {
        batch.post(nodes.get(0)).join();
        awaitMessages(RECIPIENTS / 5);
        nodes.get(0).kill();
        Map<String, Integer> doubts = inFlight();
        // As if the lease of the dead node had expired; the other node soon renews its own.
        execute("update telltale.leases set until = 0");

        SendingTally sendingTally = sendingTally(batch, nodes.get(1), doubts);
        System.out.println("A node of two was killed: " + sendingTally);
        assertTrue(sendingTally.isRight(), sendingTally::toString);
    }

    @Test
    void noMailIsLostOrDuplicatedWhenTheDatabaseIsRestarted() throws Exception {
        batch.post(nodes.get(0)).join();
        for (int mails : new int[] {RECIPIENTS / 6, RECIPIENTS / 3}) {
            awaitMessages(mails);
            database.kill();
            LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
            database.start();
        }

        SendingTally sendingTally = sendingTally(batch, nodes.get(1), Map.of());
        System.out.println("The database was killed twice: " + sendingTally);
        assertTrue(sendingTally.isRight() && sendingTally.duplicated() == 0, sendingTally::toString);
    }

    private Map<String, Integer> inFlight() throws SQLException {
        return counts("select id::text, 1 from telltale.deliveries where state = 'sending'");
    }
}
