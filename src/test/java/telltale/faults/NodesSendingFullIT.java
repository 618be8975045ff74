package telltale.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import telltale.launcher.RunningWar;
import telltale.smtp.ScriptedSmtpServer.Step;

/** Tests of failures that last longer than a node's lease. */
class NodesSendingFullIT extends SendingNodes {
    /** Less than the shortest pause after a temporary error, which is two seconds. */
    private static final Duration WITHIN_A_PAUSE = Duration.ofMillis(600);

    private final Batch batch = new Batch("shared", 1_500);
    private final Batch later = new Batch("later", 600);

    @Test
    void mailOfAFrozenNodeIsSentOnceByAnotherAndNotAgainAfterItResumes() throws Exception {
        RunningWar still = nodes.get(0);
        RunningWar other = nodes.get(1);
        mailServer.reply(Step.MAIL, "421 4.7.0 not so fast");
        batch.post(still).join();
        awaitPause();
        still.freeze();
        assertEquals(NODES, sharesOfTheNodes("d.state = 'sending'").size(), "each node has mails in flight");
        mailServer.recover();
        SendingTally without = sendingTally(batch, other, Map.of());
        assertTrue(without.isRight() && without.duplicated() == 0, without::toString);

        still.thaw();
        later.post(still).join();
        SendingTally afterwards = sendingTally(later, other, Map.of());
        assertTrue(afterwards.isRight() && afterwards.duplicated() == 0, afterwards::toString);
        assertEquals(without, sendingTally(batch, other, Map.of()));
        assertEquals(NODES, sharesOfTheNodes("c.name = 'later'").size(), "the resumed node sends again");
    }

    /** Waits until no mail is in flight, so that none is in doubt. */
    private void awaitPause() {
        int said = 0;
        while (said == 0 || said < mailServer.commands().size()) {
            said = mailServer.commands().size();
            LockSupport.parkNanos(WITHIN_A_PAUSE.toNanos());
        }
    }
}
