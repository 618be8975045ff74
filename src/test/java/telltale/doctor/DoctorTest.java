package telltale.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import telltale.doctor.FindingType.Explanation;
import telltale.supervision.Supervisor;

@Timeout(60)
class DoctorTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    /** Findings of each level. */
    private enum Sample implements FindingType {
        FINE(Level.OK),
        STRANGE(Level.WARNING),
        WRONG(Level.ERROR);

        private final Level level;

        Sample(Level level) {
            this.level = level;
        }

        @Override
        public Explanation explanation() {
            return new Explanation(level, "It means something.", "");
        }

        @Override
        public String section() {
            return "samples";
        }
    }

    @Test
    void checksRunInParallelAndAreReportedInTheirOrder() throws Exception {
        CyclicBarrier together = new CyclicBarrier(3);
        Check.Work waiting = () -> {
            try {
                together.await();
            } catch (Exception broken) {
                throw new IllegalStateException(broken);
            }
            return List.of(Sample.FINE.of("a", ""));
        };
        Report report = doctor(LONG, new Check("a", waiting), new Check("b", waiting), new Check("c", waiting))
                .examine();
        assertEquals(3, report.findings().size());
        assertEquals(Level.OK, report.level());
    }

    @Test
    void theMostSeriousFindingIsTheLevel() throws Exception {
        Report report = doctor(
                        LONG,
                        new Check("a", () -> List.of(Sample.WRONG.of("a", ""), Sample.STRANGE.of("b", ""))),
                        new Check("b", () -> List.of(Sample.FINE.of("c", ""))))
                .examine();
        assertEquals(Level.ERROR, report.level());
    }

    @Test
    void aCheckThatHangsIsInterruptedAndItsResultIsUnknown() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        Check.Work hanging = () -> {
            try {
                new CountDownLatch(1).await();
                return List.of();
            } finally {
                interrupted.countDown();
            }
        };
        Report report = doctor(
                        Duration.ofMillis(200),
                        new Check("slow", hanging),
                        new Check("fast", () -> List.of(Sample.FINE.of("a", ""))))
                .examine();
        assertEquals(List.of("check-timeout", "fine"), ids(report));
        assertEquals(Level.UNKNOWN, report.level());
        interrupted.await();
    }

    @Test
    void aCheckThatFailsIsUnknown() throws Exception {
        Report report = doctor(LONG, new Check("broken", () -> {
                    throw new IllegalStateException("a defect");
                }))
                .examine();
        assertEquals(List.of("check-failed"), ids(report));
    }

    @Test
    void whoAsksWhileOneRunsGetsItsResult() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Doctor doctor = doctor(LONG, new Check("a", () -> {
            begun.countDown();
            goOn.await();
            return List.of(Sample.FINE.of("run " + runs.incrementAndGet(), ""));
        }));
        CompletableFuture<Report> first = CompletableFuture.supplyAsync(() -> examine(doctor));
        begun.await();
        Thread[] second = new Thread[1];
        CompletableFuture<Report> joined = new CompletableFuture<>();
        second[0] = new Thread(() -> joined.complete(examine(doctor)), "second");
        second[0].start();
        while (second[0].getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        goOn.countDown();
        assertSame(first.get(30, TimeUnit.SECONDS), joined.get(30, TimeUnit.SECONDS));
        assertEquals(1, runs.get());
        assertEquals("run 2", examine(doctor).findings().get(0).subject());
    }

    @Test
    void textsOfOthersAreMadeHarmless() {
        Finding finding = Sample.FINE.of("a\nb", "x\u202E\u0000" + "y".repeat(1000));
        assertEquals("a?b", finding.subject());
        assertEquals(401, finding.seen().length());
        assertEquals("x??y", finding.seen().substring(0, 4));
    }

    private static Report examine(Doctor doctor) {
        try {
            return doctor.examine();
        } catch (InterruptedException stopping) {
            throw new IllegalStateException(stopping);
        }
    }

    private static List<String> ids(Report report) {
        return report.findings().stream()
                .map(finding -> finding.type().wireName())
                .toList();
    }

    private static Doctor doctor(Duration deadline, Check... checks) {
        return new Doctor(
                () -> List.of(checks), findings -> List.of(), deadline, Clock.systemUTC(), Supervisor.withoutExit());
    }
}
