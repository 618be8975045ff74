package telltale.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Two nodes that empty one outbox on PostgreSQL. */
class NodesSendingIT extends SendingNodes {
    private static final int RECIPIENTS = 1_500;

    private final Batch batch = new Batch("shared", RECIPIENTS);

    @Test
    void bothWorkAndNoMailIsSentByBoth() throws Exception {
        batch.post(nodes.get(0)).join();

        Mailing mailing = mailing(batch, nodes.get(1), Map.of());
        assertTrue(mailing.isRight() && mailing.doubled() == 0, mailing::toString);
        Map<String, Integer> shares = sharesOfTheNodes("1 = 1");
        assertEquals(NODES, shares.size(), shares::toString);
    }

    @Test
    void anotherNodeSendsWhatADeadOneHadTaken() throws Exception {
        batch.post(nodes.get(0)).join();
        awaitMessages(RECIPIENTS / 5);
        nodes.get(0).kill();
        Map<String, Integer> doubts = underWay();
        // As if its lease had expired. The living node renews its own soon.
        execute("update telltale.leases set until = 0");

        Mailing mailing = mailing(batch, nodes.get(1), doubts);
        System.out.println("A node of two was killed: " + mailing);
        assertTrue(mailing.isRight(), mailing::toString);
    }

    @Test
    void noMailIsLostOrDoubledWhenTheDatabaseGoesAndComesBack() throws Exception {
        batch.post(nodes.get(0)).join();
        for (int mails : new int[] {RECIPIENTS / 6, RECIPIENTS / 3}) {
            awaitMessages(mails);
            database.kill();
            LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
            database.start();
        }

        Mailing mailing = mailing(batch, nodes.get(1), Map.of());
        System.out.println("The database was killed twice: " + mailing);
        assertTrue(mailing.isRight() && mailing.doubled() == 0, mailing::toString);
    }

    private Map<String, Integer> underWay() throws SQLException {
        return counts("select id::text, 1 from telltale.deliveries where state = 'sending'");
    }
}
