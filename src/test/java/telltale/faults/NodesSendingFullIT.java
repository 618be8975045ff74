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
    /** Mails for twenty seconds of one node: on a slow machine, a resumed node takes some seconds until it sends again. */
    private final Batch later = new Batch("later", 3_000);

    @Test
    void mailOfAFrozenNodeIsSentOnceByAnotherAndNotAgainAfterItResumes() throws Exception {
        RunningWar still = nodes.get(0);
        RunningWar other = nodes.get(1);
        mailServer.reply(Step.MAIL, "421 4.7.0 not so fast");
        batch.post(still).join();
        freezeInAPause(still);
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

    /**
     * Freezes a node while it pauses, when no mail is in flight and so none is in doubt. On a slow machine the pause may have
     * ended by the time the node is frozen; then another one is awaited.
     */
    private void freezeInAPause(RunningWar node) throws Exception {
        while (true) {
            long lastCommand = awaitPause();
            node.freeze();
            if (System.nanoTime() - lastCommand < 2 * WITHIN_A_PAUSE.toNanos()) {
                return;
            }
            node.thaw();
        }
    }

    /** Waits until the mail server gets no commands, and returns when the last one was seen. */
    private long awaitPause() {
        int said = 0;
        long seen = System.nanoTime();
        while (said == 0 || said < mailServer.commands().size()) {
            said = mailServer.commands().size();
            seen = System.nanoTime();
            LockSupport.parkNanos(WITHIN_A_PAUSE.toNanos());
        }
        return seen;
    }
}
