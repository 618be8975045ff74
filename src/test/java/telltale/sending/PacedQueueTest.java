package telltale.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.DeliveryState;
import telltale.model.ServerScope;
import telltale.model.WarmUp;
import telltale.pace.PaceMetrics;
import telltale.pace.Pacer;
import telltale.pace.Pacing;
import telltale.smtp.ScriptedSmtpServer;
import telltale.store.Lane;
import telltale.store.Pace;
import telltale.store.Store;

/** The queue while a provider takes less mail, or none. */
@Timeout(120)
class PacedQueueTest {
    private static final String SLOW = "slow.example";
    private static final Lane LANE = new Lane("main", SLOW);
    private static final String THROTTLED = "421 4.7.0 ann@slow.example: too many mails, try again later";

    @TempDir
    Path home;

    @AutoClose
    private final ScriptedSmtpServer smtp = ScriptedSmtpServer.start();

    private final TestClock clock = new TestClock(Instant.now());
    private final List<Pacing> pacings = new ArrayList<>();

    PacedQueueTest() throws Exception {}

    private SendingFixture fixture(List<WarmUp> warmUps, ScriptedSmtpServer... others) {
        Function<Store, Pacer> pacer = store -> {
            Pacing pacing =
                    new Pacing(store.paces(), Function.identity(), new PaceMetrics(new PrometheusRegistry()), clock);
            pacings.add(pacing);
            return pacing;
        };
        return new SendingFixture(
                home,
                metrics -> Stream.concat(Stream.of(smtp), Stream.of(others))
                        .map(server -> SendingFixture.server(
                                server == smtp ? "main" : "relay",
                                1,
                                ServerScope.ALL,
                                new SendingLimits(8, 0, 0),
                                SendingFixture.sender(server),
                                Duration.ofMillis(200),
                                metrics))
                        .toList(),
                pacer,
                warmUps);
    }

    private Pacing pacing() {
        return pacings.get(0);
    }

    @Test
    void aProviderThatAsksForLessIsLeftAloneWhileOthersGetTheirMailAndTheServerIsNotDown() throws Exception {
        smtp.stall(SLOW, THROTTLED);
        try (SendingFixture fixture = fixture(List.of())) {
            submit(fixture, SLOW, 100);
            submit(fixture, "example.com", 100);
            awaitAccepted(fixture, 100);
            SendingFixture.await(
                    () -> !asked().isEmpty() && fixture.store.outbox().lanes().equals(List.of(LANE)));
            pacing().step();
            Pace pace = pacing().limits().get(0);
            assertEquals(LANE, pace.lane());
            assertTrue(pace.reply().contains("421 4.7.0 …@slow.example"), pace.reply());
            assertEquals(Optional.empty(), fixture.servers.outage());
            submit(fixture, "example.com", 50);
            awaitAccepted(fixture, 150);
            assertTrue(asked().size() <= 8, asked().size() + " mails were tried");
        }
    }

    @Test
    void mailFlowsAgainAtTheRateOfTheProviderAfterThePause() throws Exception {
        smtp.stall(SLOW, THROTTLED);
        try (SendingFixture fixture = fixture(List.of())) {
            submit(fixture, SLOW, 30);
            SendingFixture.await(() -> fixture.store.outbox().lanes().equals(List.of(LANE)));
            pacing().step();
            smtp.recover();
            int tried = asked().size();
            clock.advance(Duration.ofSeconds(61));
            pacing().step();
            awaitAccepted(fixture, 1);
            for (int accepted = 1; accepted < 30; ) {
                clock.advance(Duration.ofMinutes(1));
                pacing().step();
                int now = accepted;
                SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size() > now);
                accepted = fixture.in(DeliveryState.ACCEPTED).size();
            }
            assertTrue(asked().size() <= 30 + tried, asked().size() + " attempts");
            assertEquals(List.of(), fixture.store.outbox().lanes());
        }
    }

    @Test
    void aProviderThatDoesNotAnswerOccupiesFewConnections() throws Exception {
        smtp.stall(SLOW, null);
        try (SendingFixture fixture = fixture(List.of())) {
            submit(fixture, SLOW, 300);
            submit(fixture, "example.com", 300);
            awaitAccepted(fixture, 300);
            assertTrue(asked().size() <= 4, asked().size() + " connections");
            smtp.close();
        }
    }

    @Test
    void repliesOfTwoProvidersInARowAreThoseOfTheServerItself() throws Exception {
        smtp.stall(SLOW, THROTTLED).stall("example.org", THROTTLED);
        try (SendingFixture fixture = fixture(List.of())) {
            submit(fixture, SLOW, 1);
            SendingFixture.await(() -> asked().size() == 1);
            assertEquals(Optional.empty(), fixture.servers.outage());
            submit(fixture, "example.org", 1);
            SendingFixture.await(() -> fixture.servers.outage().isPresent());
        }
    }

    @Test
    void anotherServerSendsTheMailOfAProviderThatTakesLessFromOne() throws Exception {
        smtp.stall(SLOW, THROTTLED);
        try (ScriptedSmtpServer relay = ScriptedSmtpServer.start();
                SendingFixture fixture = fixture(List.of(), relay)) {
            submit(fixture, SLOW, 40);
            SendingFixture.await(() -> relay.messages().size() >= 20);
            assertEquals(Optional.empty(), fixture.servers.outage());
        }
    }

    @Test
    void aNewSenderDomainSendsWhatItsWarmUpAllowsAndTheRestWaits() throws Exception {
        LocalDate today = LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC);
        WarmUp plan = new WarmUp("example.com", today, 30, 2, 1_000);
        try (SendingFixture fixture = fixture(List.of(plan))) {
            submit(fixture, "example.net", 100);
            awaitAccepted(fixture, 30);
            SendingFixture.await(() -> fixture.store
                    .outbox()
                    .nextDue()
                    .filter(due -> due.isAfter(Instant.now()))
                    .isPresent());
            assertEquals(70, fixture.in(DeliveryState.QUEUED).size());
            assertEquals(30, fixture.store.sendingQuota().usedOfSender("example.com", Instant.now()));
        }
    }

    private List<String> asked() {
        return smtp.commands().stream()
                .filter(command -> command.startsWith("RCPT") && command.contains("@" + SLOW))
                .toList();
    }

    private static void submit(SendingFixture fixture, String domain, int count) {
        fixture.submit(
                SendingFixture.content("Hi", "<p>Hi</p>", null),
                null,
                IntStream.range(0, count)
                        .mapToObj(i -> SendingFixture.recipient("r" + i + "@" + domain, Map.of()))
                        .toList());
    }

    private static void awaitAccepted(SendingFixture fixture, int count) throws InterruptedException {
        SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size() >= Math.min(200, count));
        assertEquals(Math.min(200, count), fixture.in(DeliveryState.ACCEPTED).size());
    }
}
