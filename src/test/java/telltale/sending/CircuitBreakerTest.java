package telltale.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import telltale.failure.FailureRules;
import telltale.model.FailureReason;
import telltale.model.Outcome;
import telltale.model.Outcome.Failed;
import telltale.model.Outcome.Reason;
import telltale.model.Outcome.SmtpStage;
import telltale.model.SmtpReply;

@Timeout(60)
class CircuitBreakerTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Outcome GREETING =
            rejected(Reason.SENDER_REJECTED, SmtpStage.CONNECT, "554 5.7.1 No SMTP service");

    private final TestClock clock = new TestClock(NOON);
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final CircuitBreaker breaker =
            new CircuitBreaker(MailServer.MAIN, new SendingMetrics(registry), clock, new Random(42));

    @Test
    void whileItIsClosedEveryThreadMaySend() throws Exception {
        assertTrue(breaker.tryEnter());
        assertTrue(enterOnAnotherThread());
        assertEquals(Optional.empty(), breaker.reason());
    }

    @Test
    void whileItIsOpenNoThreadMaySend() throws Exception {
        breaker.record(GREETING);

        assertFalse(breaker.tryEnter());
        assertFalse(enterOnAnotherThread());
        assertTrue(breaker.isPaused());
        assertEquals(Optional.of(GREETING), breaker.refusal());
        assertEquals(
                Optional.of("no mail is sent since 2026-11-22T12:00:00Z, and the next attempt is after"
                        + " 2026-11-22T12:00:02Z: 554 5.7.1 No SMTP service"),
                breaker.reason());
    }

    @Test
    void afterThePauseOneThreadSendsAProbe() throws Exception {
        breaker.record(GREETING);
        clock.advance(Duration.ofSeconds(3));

        assertEquals(Optional.empty(), breaker.refusal(), "a message can be the probe");
        assertTrue(breaker.tryEnter());
        assertTrue(breaker.tryEnter(), "the same thread");
        assertFalse(enterOnAnotherThread());
        assertEquals(Optional.of(GREETING), onAnotherThread(breaker::refusal));
    }

    @Test
    void theFirstSuccessClosesIt() throws Exception {
        breaker.record(GREETING);
        clock.advance(Duration.ofSeconds(3));
        assertTrue(breaker.tryEnter());

        breaker.record(Recorder.ACCEPTED);

        assertTrue(enterOnAnotherThread());
        assertEquals(Optional.empty(), breaker.reason());
        assertEquals(Optional.empty(), breaker.refusal());
    }

    @Test
    void aProbeThatIsNotSentIsLeftToAnotherThread() throws Exception {
        breaker.record(GREETING);
        clock.advance(Duration.ofSeconds(3));
        assertTrue(breaker.tryEnter());
        breaker.release();

        assertTrue(enterOnAnotherThread());
    }

    @Test
    void pausesGrowToACapWithJitter() {
        long before = 0;
        for (int i = 0; i < 10; i++) {
            breaker.record(GREETING);
            long pause = millisUntilProbe();
            long expected = Math.min(2_000L << i, 300_000);
            assertTrue(pause >= expected && pause <= 1.2 * expected, "pause " + i + ": " + pause);
            assertTrue(pause != expected, "without jitter");
            assertTrue(i > 7 || pause > before);
            before = pause;
            assertTrue(breaker.tryEnter());
        }
        assertTrue(breaker.reason().orElseThrow().startsWith("no mail is sent since 2026-11-22T12:00:00Z"));
    }

    @Test
    void eachSuccessHalvesTheNextPause() {
        for (int i = 0; i < 5; i++) {
            breaker.record(GREETING);
            millisUntilProbe();
            assertTrue(breaker.tryEnter());
        }
        breaker.record(Recorder.ACCEPTED);
        breaker.record(Recorder.ACCEPTED);

        breaker.record(GREETING);
        long pause = millisUntilProbe();
        assertTrue(pause >= 16_000 && pause <= 19_200, pause + " ms");
    }

    @Test
    void outcomesOfOtherThreadsDoNotCountWhileItIsOpen() throws Exception {
        breaker.record(GREETING);
        onAnotherThread(() -> {
            breaker.record(Recorder.ACCEPTED);
            breaker.record(GREETING);
            return true;
        });

        assertFalse(breaker.tryEnter());
        assertEquals(1, metric("telltale_smtp_circuit_openings_total"));
        long pause = millisUntilProbe();
        assertTrue(pause <= 2_400, pause + " ms");
    }

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            names = {"UNREACHABLE", "INSECURE", "CREDENTIALS"})
    void repeatedConnectionFailuresOpenIt(Reason reason) {
        Outcome failure = new Failed(reason, SmtpStage.CONNECT, "no");
        breaker.record(failure);
        breaker.record(failure);
        breaker.record(Recorder.ACCEPTED);
        breaker.record(failure);
        breaker.record(failure);
        assertFalse(breaker.isPaused());

        breaker.record(failure);
        assertTrue(breaker.isPaused());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CONNECT | 421 4.3.2 too busy | true
            CONNECT | 450 try later | true
            EHLO | 451 4.3.2 Please try again later | true
            AUTH | 454 4.7.0 Cannot authenticate due to temporary system problem | true
            MAIL | 421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred | true
            RCPT | 451 4.7.650 The mail server [192.0.2.25] has been temporarily rate limited | true
            RCPT | 450 4.7.25 Client host rejected: cannot find your hostname | true
            END_OF_DATA | 421 4.7.28 unusual rate of unsolicited mail | true
            RCPT | 450 4.7.1 Greylisted, please try again | false
            RCPT | 450 4.2.0 mailbox busy | false
            RCPT | 450 try again at 4.7.1 | false
            RCPT | 452 4.2.2 mailbox full | false
            END_OF_DATA | 452 4.3.1 Insufficient system storage | false
            """)
    void temporaryRepliesAboutEveryMessageOpenIt(SmtpStage stage, String reply, boolean opens) {
        breaker.record(rejected(Reason.TEMPORARY, stage, reply));
        assertEquals(opens, breaker.isPaused());
    }

    @Test
    void severalRejectionsOfTheSenderInARowOpenIt() {
        Outcome helo = rejected(Reason.SENDER_REJECTED, SmtpStage.RCPT, "504 5.5.2 <localhost>: Helo command rejected");
        Outcome unknown = new Outcome.Refused(
                SmtpStage.RCPT, SmtpReply.parse(550, "550 5.1.1 no such user"), FailureReason.MAILBOX_GONE);
        breaker.record(helo);
        breaker.record(helo);
        breaker.record(unknown);
        breaker.record(helo);
        breaker.record(helo);
        assertFalse(breaker.isPaused(), "the server refused another recipient in between");

        breaker.record(helo);
        assertTrue(breaker.isPaused());
    }

    @Test
    void manyRefusalsByAPolicyInARowOpenIt() {
        Outcome policy = new Outcome.Refused(
                SmtpStage.RCPT, SmtpReply.parse(550, "550 5.7.1 Access denied"), FailureReason.POLICY);
        for (int i = 0; i < 8; i++) {
            breaker.record(policy);
        }
        breaker.record(Recorder.ACCEPTED);
        for (int i = 0; i < 8; i++) {
            breaker.record(policy);
            assertFalse(breaker.isOpen());
        }
        breaker.record(policy);
        assertTrue(breaker.isOpen());
    }

    @Test
    void aProbeThatAPolicyRefusesShowsThatTheServerIsBack() {
        Outcome policy = new Outcome.Refused(
                SmtpStage.RCPT, SmtpReply.parse(550, "550 5.7.1 Access denied"), FailureReason.POLICY);
        breaker.record(GREETING);
        clock.advance(Duration.ofSeconds(3));
        assertTrue(breaker.tryEnter());
        breaker.record(policy);
        assertFalse(breaker.isOpen());

        for (int i = 0; i < 9; i++) {
            breaker.record(policy);
        }
        clock.advance(Duration.ofSeconds(6));
        assertTrue(breaker.tryEnter());
        breaker.record(policy);
        assertTrue(breaker.isOpen());
    }

    @Test
    void refusalsOfContentDoNotOpenIt() {
        Outcome spam = new Outcome.Refused(
                SmtpStage.END_OF_DATA, SmtpReply.parse(554, "554 5.7.1 spam"), FailureReason.CONTENT);
        for (int i = 0; i < 20; i++) {
            breaker.record(spam);
        }
        assertFalse(breaker.isOpen());
    }

    @Test
    void aBrokenConversationOpensItOnlyBeforeTheMessage() {
        for (int i = 0; i < 9; i++) {
            breaker.record(new Failed(Reason.IN_DOUBT, SmtpStage.END_OF_DATA, "lost"));
            breaker.record(new Failed(Reason.INTERRUPTED, SmtpStage.DATA, "lost"));
            breaker.record(new Failed(Reason.UNSUPPORTED, SmtpStage.EHLO, "no SMTPUTF8"));
        }
        assertFalse(breaker.isPaused());

        for (int i = 0; i < 3; i++) {
            breaker.record(new Failed(Reason.INTERRUPTED, SmtpStage.EHLO, "lost"));
        }
        assertTrue(breaker.isPaused());
    }

    @Test
    void itsStateIsAMetric() throws Exception {
        assertEquals(0, metric("telltale_smtp_circuit_open"));
        breaker.record(GREETING);
        clock.advance(Duration.ofSeconds(3));
        assertTrue(breaker.tryEnter());
        breaker.record(GREETING);
        assertEquals(1, metric("telltale_smtp_circuit_open"));
        assertEquals(1, metric("telltale_smtp_circuit_openings_total"), "a failed probe is no opening");

        clock.advance(Duration.ofSeconds(6));
        assertTrue(breaker.tryEnter());
        breaker.record(Recorder.ACCEPTED);
        assertEquals(0, metric("telltale_smtp_circuit_open"));
    }

    @Test
    void waitingThreadsContinueWhenItCloses() throws Exception {
        breaker.record(GREETING);
        clock.advance(Duration.ofSeconds(3));
        assertTrue(breaker.tryEnter());
        CompletableFuture<Boolean> waiting = new CompletableFuture<>();
        Thread thread = new Thread(() -> waiting.complete(breaker.await()));
        thread.start();
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        assertFalse(waiting.isDone());

        breaker.record(Recorder.ACCEPTED);

        assertTrue(waiting.get(10, TimeUnit.SECONDS));
    }

    @Test
    void waitingThreadsReturnWhenTheNodeStops() throws Exception {
        breaker.record(GREETING);
        CompletableFuture<Boolean> waiting = new CompletableFuture<>();
        new Thread(() -> waiting.complete(breaker.await())).start();

        breaker.close();

        assertFalse(waiting.get(10, TimeUnit.SECONDS));
    }

    /** Advances the clock to the time of the probe, and returns how long that was. */
    private long millisUntilProbe() {
        long millis = 0;
        while (breaker.isPaused()) {
            clock.advance(Duration.ofMillis(1));
            millis++;
        }
        return millis;
    }

    private boolean enterOnAnotherThread() throws Exception {
        return onAnotherThread(breaker::tryEnter);
    }

    private static <T> T onAnotherThread(Callable<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(work);
        new Thread(task).start();
        return task.get(10, TimeUnit.SECONDS);
    }

    private double metric(String name) {
        return PrometheusTextFormatWriter.create()
                .toDebugString(registry.scrape())
                .lines()
                .filter(line -> line.startsWith(name + "{server=\"main\"} "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
    }

    private static Failed rejected(Reason reason, SmtpStage stage, String reply) {
        SmtpReply parsed = SmtpReply.parse(Integer.parseInt(reply.substring(0, 3)), reply);
        return new Failed(reason, stage, reply, parsed, FailureRules.builtIn().reason(stage, parsed));
    }
}
