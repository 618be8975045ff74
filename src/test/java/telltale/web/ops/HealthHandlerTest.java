package telltale.web.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import telltale.intake.MailboxStatus;
import telltale.supervision.SupervisedThread;
import telltale.supervision.ThreadStatus;
import telltale.web.api.ServedApi;

@Timeout(60)
class HealthHandlerTest {
    private static final Instant NOW = Instant.parse("2026-11-22T20:00:00Z");
    private static final String READY = "{\"status\":\"ready\"}";
    private static final String DEGRADED = "{\"status\":\"degraded\"}";

    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private ServedApi api;
    private SupervisedThread sender;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        api = new ServedApi(folder, NOW);
        sender = api.supervisor.start("sender 3", mayEnd::await);
        while (api.events.databaseHealth().isEmpty()) {
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
    }

    @AfterEach
    void stop() throws Exception {
        mayEnd.countDown();
        sender.join();
        api.close();
    }

    @Test
    void aHealthyNodeHasNoReasons() throws Exception {
        assertEquals(List.of(), reasons());
        assertEquals(READY, asStranger().body());
    }

    @Test
    void aFailedTaskDegradesTheNodeButKeepsItReady() throws Exception {
        sender.report(new StackOverflowError());

        assertEquals(List.of("sender 3 failed in one unit of its work, last after StackOverflowError"), reasons());
        HttpResponse<String> answer = asStranger();
        assertEquals(200, answer.statusCode());
        assertEquals(DEGRADED, answer.body(), "strangers are given no reason");
    }

    @Test
    void anOldFailureDoesNotDegradeTheNode() throws Exception {
        sender.report(new StackOverflowError());
        api.nanos.addAndGet(ThreadStatus.RECENT.toNanos());

        assertEquals(List.of(), reasons());
        assertEquals(READY, asStranger().body());
    }

    @Test
    void anOutOfMemoryErrorDegradesTheNodePermanently() throws Exception {
        sender.report(new OutOfMemoryError("Java heap space"));
        api.nanos.addAndGet(Duration.ofDays(1).toNanos());

        assertTrue(reasons().get(0).startsWith("the server ran out of memory at "), reasons()::toString);
        assertEquals(DEGRADED, asStranger().body());
    }

    @Test
    void aMailServerThatAcceptsNoMailDegradesTheNode() throws Exception {
        api.mailServerFault = Optional.of("no mail is sent: 554 5.7.1 No SMTP service");

        assertEquals(List.of("no mail is sent: 554 5.7.1 No SMTP service"), reasons());
        assertEquals(
                List.of("mail server"),
                api.json("health/ready").getJsonArray("unavailable").getValuesAs(JsonString::getString));
        HttpResponse<String> answer = asStranger();
        assertEquals(200, answer.statusCode());
        assertEquals(DEGRADED, answer.body(), "strangers are given no reason");
    }

    @Test
    void aMailboxThatCannotBeReadDegradesTheNodeAndIsListed() throws Exception {
        api.mailboxes = List.of(
                new MailboxStatus("INBOUND_URL", "imaps://imap.example.com/INBOX", NOW, null, 5),
                new MailboxStatus("INBOUND_URL_2", "pop3s://pop.example.org/INBOX", null, "the login was refused", 0));

        assertEquals(List.of("the mailbox INBOUND_URL_2 cannot be read: the login was refused"), reasons());
        assertEquals(
                "[{\"mailbox\":\"imaps://imap.example.com/INBOX\",\"lastReadAt\":\"2026-11-22T20:00:00.000Z\",\"error\":null},"
                        + "{\"mailbox\":\"pop3s://pop.example.org/INBOX\",\"lastReadAt\":null,"
                        + "\"error\":\"the login was refused\"}]",
                api.json("health/ready").getJsonArray("inbound").toString());
        assertEquals(DEGRADED, asStranger().body());
    }

    @Test
    void metricsCountFailuresByThread() throws Exception {
        sender.report(new StackOverflowError());

        Scrape scrape = Scrape.parse(api.get("metrics").body());
        assertEquals(1, scrape.value("telltale_thread_failures_total{thread=\"sender 3\"}"));
        assertEquals(0, scrape.value("telltale_thread_restarts_total{thread=\"sender 3\"}"));
        assertEquals(0, scrape.value("telltale_thread_restarts_total{thread=\"spool\"}"));
        assertEquals(0, scrape.value("telltale_threads_waiting"));
    }

    private List<String> reasons() throws Exception {
        JsonObject health = api.json("health/ready");
        return health.getJsonArray("reasons").getValuesAs(JsonString::getString);
    }

    private HttpResponse<String> asStranger() throws Exception {
        return api.get("health/ready", new String[0]);
    }
}
