package telltale.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.FailureReason;
import telltale.model.Outcome;
import telltale.model.SmtpReply;
import telltale.model.Uuid7;
import telltale.settings.SmtpServer;
import telltale.smtp.ScriptedSmtpServer;
import telltale.smtp.ScriptedSmtpServer.Step;
import telltale.smtp.SmtpMailSender;
import telltale.smtp.SmtpMetrics;
import telltale.smtp.SmtpRoute;
import telltale.smtp.SmtpTimeouts;
import telltale.store.AttemptResult;
import telltale.supervision.Supervisor;
import telltale.web.ops.Scrape;

class SendingMetricsTest {
    private static final RetrySchedule ONE_ATTEMPT =
            new RetrySchedule(Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(4));

    @TempDir
    Path home;

    private final PrometheusRegistry registry = new PrometheusRegistry();

    @ParameterizedTest
    @CsvSource({
        "250 2.0.0 queued,        ACCEPTED, 2xx, 2.0,   none",
        "250 queued,              ACCEPTED, 2xx, none,  none",
        "450 4.2.1 try later,     DEFERRED, 4xx, 4.2,   mailbox-busy",
        "550 5.1.1 no such user,  REFUSED,  5xx, 5.1,   mailbox-gone",
        "552 5.2.2 mailbox full,  REFUSED,  5xx, 5.2,   mailbox-full",
        "550 5.77.1 no such code, REFUSED,  5xx, other, unknown"
    })
    void anAttemptIsCountedByItsResultReplyAndReason(
            String reply, DeliveryState result, String replyClass, String enhanced, String reason) throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start().reply(Step.END_OF_DATA, reply);
                SmtpMailSender sender = sender(server.port());
                SendingFixture sending = new SendingFixture(home, sender, ONE_ATTEMPT)) {
            sending.submit("ann@example.com");
            SendingFixture.await(() -> sending.in(result).size() == 1);

            assertEquals(1, scrape(sending.registry).value(sample(result, replyClass, enhanced, reason)));
            Scrape smtp = scrape(registry);
            assertEquals(1, smtp.value("telltale_smtp_connect_seconds_count{server=\"main\"}"));
            assertEquals(1, smtp.value("telltale_smtp_conversation_seconds_count{server=\"main\"}"));
            assertTrue(smtp.value("telltale_smtp_conversation_seconds_sum{server=\"main\"}") > 0);
        }
    }

    @Test
    void anUnreachableServerIsCountedWithoutReply() throws Exception {
        int port;
        try (ScriptedSmtpServer closed = ScriptedSmtpServer.start()) {
            port = closed.port();
        }
        try (SmtpMailSender sender = sender(port);
                SendingFixture sending = new SendingFixture(home, sender, ONE_ATTEMPT)) {
            sending.submit("ann@example.com");
            SendingFixture.await(() -> sending.in(DeliveryState.DEFERRED).size() == 1);

            assertEquals(1, scrape(sending.registry).value(sample(DeliveryState.DEFERRED, "none", "none", "network")));
            assertEquals(1, scrape(registry).value("telltale_smtp_connect_seconds_count{server=\"main\"}"));
            assertEquals(0, scrape(registry).value("telltale_smtp_conversation_seconds_count{server=\"main\"}"));
        }
    }

    @Test
    void unknownCodesShareOneLabel() throws Exception {
        SendingMetrics metrics = new SendingMetrics(registry);
        for (int detail = 0; detail < 100; detail++) {
            metrics.count(
                    refused(),
                    new Outcome.Refused(
                            Outcome.SmtpStage.RCPT,
                            new SmtpReply(550, "5." + (detail + 8) + ".1", "550 no"),
                            FailureReason.UNKNOWN),
                    MailServer.MAIN);
        }

        assertEquals(
                1,
                scrape(registry).samples().keySet().stream()
                        .filter(name -> name.startsWith("telltale_delivery_attempts_total"))
                        .count());
        assertEquals(100, scrape(registry).value(sample(DeliveryState.REFUSED, "5xx", "other", "unknown")));
    }

    private static AttemptResult refused() {
        DeliveryId id = new DeliveryId(Uuid7.at(Instant.EPOCH, new Random(42)));
        return new AttemptResult(id, 1, DeliveryState.REFUSED, Instant.EPOCH, "550 no", null, null);
    }

    private SmtpMailSender sender(int port) {
        SmtpServer address = new SmtpServer("127.0.0.1", port, SmtpServer.Tls.NONE, null);
        return new SmtpMailSender(
                SmtpRoute.to(address, SmtpTimeouts.DEFAULT),
                Clock.systemUTC(),
                Supervisor.withoutExit(),
                new SmtpMetrics(registry));
    }

    private static String sample(DeliveryState result, String replyClass, String enhanced, String reason) {
        return "telltale_delivery_attempts_total{enhanced=\"%s\",reason=\"%s\",reply_class=\"%s\",result=\"%s\",server=\"main\"}"
                .formatted(enhanced, reason, replyClass, result.wireName());
    }

    private static Scrape scrape(PrometheusRegistry registry) {
        return Scrape.parse(PrometheusTextFormatWriter.create().toDebugString(registry.scrape()));
    }
}
