package telltale.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.DeliveryState;
import telltale.model.FailureReason;
import telltale.model.Outcome;
import telltale.model.SmtpReply;
import telltale.store.CampaignHolds;

class CampaignGuardTest {
    private static final Outcome GONE = new Outcome.Refused(
            Outcome.SmtpStage.RCPT, SmtpReply.parse(550, "550 5.1.1 no such user"), FailureReason.MAILBOX_GONE);

    @TempDir
    Path home;

    @Test
    void aCampaignToABadListIsHeldAndSentAfterItWasResumed() throws Exception {
        AtomicBoolean failing = new AtomicBoolean(true);
        Recorder server = new Recorder(mail -> failing.get() ? GONE : Recorder.ACCEPTED);
        try (SendingFixture fixture = new SendingFixture(home, server, SendingFixture.QUICK)) {
            CampaignHolds holds = fixture.store.campaignHolds();
            PrometheusRegistry registry = new PrometheusRegistry();
            CampaignGuard guard = guard(fixture, 5, registry);
            fixture.submit(recipients("bad", CampaignGuard.MIN_ATTEMPTS));
            SendingFixture.await(() -> holds.hold("spring").isPresent() || step(guard));
            assertEquals(1, holdsCounted(registry));

            failing.set(false);
            fixture.submit(recipients("good", 20));
            SendingFixture.await(() -> fixture.store.outbox().nextDue().isEmpty());
            assertEquals(20, fixture.in(DeliveryState.QUEUED).size());

            assertTrue(holds.resume("spring"));
            SendingFixture.await(
                    () -> step(guard) || fixture.in(DeliveryState.ACCEPTED).size() == 20);
            assertTrue(holds.hold("spring").isEmpty());
            assertEquals(List.of(), fixture.store.recount().differences());
        }
    }

    @Test
    void zeroPercentHoldsNoCampaign() throws Exception {
        try (SendingFixture fixture = new SendingFixture(home, new Recorder(mail -> GONE), SendingFixture.QUICK)) {
            fixture.submit(recipients("bad", CampaignGuard.MIN_ATTEMPTS));
            SendingFixture.await(() -> fixture.store
                    .campaignFailures("spring", 0, Long.MAX_VALUE / 2)
                    .orElseThrow()
                    .getOrDefault(FailureReason.MAILBOX_GONE, 0L)
                    .equals((long) CampaignGuard.MIN_ATTEMPTS));
            guard(fixture, 0, new PrometheusRegistry()).step();
            assertTrue(fixture.store.campaignHolds().hold("spring").isEmpty());
        }
    }

    /** Runs a step; false, so that it can be part of a condition. */
    private static boolean step(CampaignGuard guard) {
        guard.step();
        return false;
    }

    private static CampaignGuard guard(SendingFixture fixture, int percentage, PrometheusRegistry registry) {
        return new CampaignGuard(
                fixture.store.campaignHolds(),
                percentage,
                fixture.queue::wake,
                new SendingMetrics(registry),
                Clock.systemUTC());
    }

    private static double holdsCounted(PrometheusRegistry registry) {
        return registry.scrape(name -> name.equals("telltale_campaign_holds")).stream()
                .flatMap(metric -> ((CounterSnapshot) metric).getDataPoints().stream())
                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                .sum();
    }

    private static String[] recipients(String prefix, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> prefix + i + "@example.com")
                .toArray(String[]::new);
    }
}
