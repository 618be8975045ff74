package telltale.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.inbound.ReturnEnvelope;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.ImmutableBytes;
import telltale.model.ReportSource;
import telltale.model.ServerScope;
import telltale.pace.PaceMetrics;
import telltale.pace.Pacing;
import telltale.pace.ReportFeedback;
import telltale.reports.Forwarding;
import telltale.reports.ReportIntake;
import telltale.reports.ReturnedMail;
import telltale.smtp.ScriptedSmtpServer;
import telltale.store.Lane;
import telltale.store.Pace;
import telltale.token.KeyRing;
import telltale.token.MessageIds;
import telltale.token.ReturnTokens;

/** The pace behind a relay that takes all mail: what its reports say about a provider. */
@Timeout(60)
class PaceReportsTest {
    private static final KeyRing RING = new KeyRing(Map.of(1, new byte[32]));
    private static final ReturnTokens TOKENS = new ReturnTokens(RING);
    private static final List<String> NAMES = List.of("ann", "bob", "carl", "dora");
    private static final String SLOW_DOWN = "421 4.7.28 unusual rate of mail from your IP address";

    @TempDir
    Path home;

    @AutoClose
    private final ScriptedSmtpServer smtp = ScriptedSmtpServer.start();

    private final TestClock clock = new TestClock(Instant.now());

    @AutoClose
    private SendingFixture fixture;

    private Pacing pacing;
    private ReportIntake intake;

    PaceReportsTest() throws Exception {}

    @BeforeEach
    void sendMails() throws Exception {
        fixture = new SendingFixture(
                home,
                metrics -> List.of(SendingFixture.server(
                        "main",
                        1,
                        ServerScope.ALL,
                        new SendingLimits(4, 0, 0),
                        SendingFixture.sender(smtp),
                        Duration.ofMillis(200),
                        metrics)),
                store -> new Pacing(
                        store.paces(), Function.identity(), new PaceMetrics(new PrometheusRegistry()), clock),
                List.of());
        pacing = (Pacing) fixture.servers.pacer();
        intake = new ReportIntake(
                TOKENS,
                new MessageIds(RING),
                fixture.store.reports(),
                false,
                Forwarding.OFF,
                new ReportFeedback(fixture.store, pacing, "main", clock),
                Clock.systemUTC(),
                new Random(1));
        fixture.submit(NAMES.stream().map(name -> name + "@slow.example").toArray(String[]::new));
        SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size() == 4);
    }

    @ParameterizedTest
    @CsvSource({
        "delayed, 4.7.28, 421 4.7.28 unusual rate of mail from your IP address",
        "failed, 5.7.1, 550 5.7.1 your IP address has been blocked because of its reputation",
    })
    void reportsAboutSeveralMailsSlowTheirProviderDown(String action, String status, String reply) {
        report(0, action, status, reply);
        report(1, action, status, reply);
        report(1, action, status, reply + " again");
        pacing.step();
        assertEquals(List.of(), pacing.limits());
        report(2, action, status, reply);
        pacing.step();
        assertEquals(new Lane("main", "slow.example"), pacing.limits().get(0).lane());
        assertEquals(Optional.empty(), fixture.servers.outage());
    }

    @Test
    void reportsAboutMailsOfTheTimeBeforeDoNotCountAgain() {
        List.of(0, 1, 2).forEach(i -> report(i, "delayed", "4.7.28", SLOW_DOWN));
        pacing.step();
        List<Pace> limits = pacing.limits();
        clock.advance(Duration.ofHours(2));
        List.of(0, 1, 2).forEach(i -> report(i, "delayed", "4.7.28", SLOW_DOWN + " still"));
        pacing.step();
        assertEquals(limits, pacing.limits());
    }

    @ParameterizedTest
    @CsvSource({
        "delayed, 4.7.1, 450 4.7.1 Greylisted: come back later",
        "delayed, 4.4.1, connection timed out",
        "failed, 5.1.1, 550 5.1.1 no such user",
        "delivered, 2.0.0, 250 ok",
    })
    void otherReportsChangeNothing(String action, String status, String reply) {
        List.of(0, 1, 2, 3).forEach(i -> report(i, action, status, reply));
        pacing.step();
        assertEquals(List.of(), pacing.limits());
    }

    private void report(int number, String action, String status, String reply) {
        Delivery delivery = Stream.of(DeliveryState.ACCEPTED, DeliveryState.BOUNCED)
                .flatMap(state -> fixture.in(state).stream())
                .filter(one -> one.to().toString().startsWith(NAMES.get(number)))
                .findFirst()
                .orElseThrow();
        String mail = dsn(delivery.id(), delivery.to().toString(), action, status, reply);
        ImmutableBytes octets = new ImmutableBytes(mail.getBytes(StandardCharsets.UTF_8));
        intake.accept(new ReturnedMail(octets, new ReturnEnvelope(Optional.of(""), List.of()), ReportSource.API));
    }

    private static String dsn(DeliveryId delivery, String recipient, String action, String status, String reply) {
        return String.join(
                "\r\n",
                "From: MAILER-DAEMON@relay.example.net",
                "To: bounces+" + TOKENS.forReports(delivery, Instant.now()) + "@example.com",
                "Subject: Delivery status",
                "MIME-Version: 1.0",
                "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
                "",
                "--b",
                "Content-Type: text/plain",
                "",
                "This is the mail system at relay.example.net.",
                "--b",
                "Content-Type: message/delivery-status",
                "",
                "Reporting-MTA: dns; relay.example.net",
                "",
                "Final-Recipient: rfc822; " + recipient,
                "Action: " + action,
                "Status: " + status,
                "Remote-MTA: dns; mx.slow.example",
                "Diagnostic-Code: smtp; " + reply,
                "--b--",
                "");
    }
}
