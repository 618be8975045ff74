package telltale.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.mail.Session;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.message.TestMessages;
import telltale.model.Outcome;
import telltale.model.Outcome.Accepted;
import telltale.settings.SmtpServer;
import telltale.settings.SmtpServer.Tls;
import telltale.supervision.Supervisor;

/** The name that a mail server gets in EHLO. */
class EhloTest extends ScriptedServerTest {
    private final Supervisor supervisor = Supervisor.withoutExit();

    @Test
    void theNameOfTheSettingIsSent() {
        for (String name : new String[] {"mail.example.com", "[192.0.2.1]", "[IPv6:2001:db8::1]"}) {
            SmtpRoute route = route();
            route.identifyAs(name);
            assertEquals("EHLO " + name, ehlo(route, machine("other.example.com")));
        }
    }

    @Test
    void theNameOfTheMachineIsSentIfItIsQualified() {
        assertEquals("EHLO host.example.com", ehlo(route(), machine("host.example.com")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "vm", "127.0.1.1", "localhost.localdomain", "bad_host.example.com"})
    void otherwiseTheLocalAddressOfTheConnectionIsSent(String name) {
        assertEquals("EHLO [127.0.0.1]", ehlo(route(), machine(name)));
    }

    @Test
    void aLookupThatFailsOrHangsDelaysOnlyTheFirstConnection() throws Exception {
        assertEquals(
                "EHLO [127.0.0.1]",
                ehlo(
                        route(),
                        new MachineName(
                                supervisor,
                                () -> {
                                    throw new UnknownHostException("vm");
                                },
                                Duration.ofSeconds(10))));

        CountDownLatch answer = new CountDownLatch(1);
        Callable<String> slow = () -> {
            answer.await();
            return "late.example.com";
        };
        MachineName machine = new MachineName(supervisor, slow, Duration.ofMillis(50));
        assertEquals("EHLO [127.0.0.1]", ehlo(route(), machine));
        assertEquals("EHLO [127.0.0.1]", ehlo(route(), machine));
        answer.countDown();
        for (int i = 0; i < 1000 && machine.get().isEmpty(); i++) {
            Thread.sleep(10);
        }
        assertEquals("EHLO late.example.com", ehlo(route(), machine));
    }

    @Test
    void theNameIsLookedUpOnceAndOnlyForAConnection() {
        AtomicInteger lookups = new AtomicInteger();
        MachineName machine = new MachineName(
                supervisor,
                () -> {
                    lookups.incrementAndGet();
                    return "host.example.com";
                },
                Duration.ofSeconds(10));
        SmtpMailSender sender = sender(route(), machine);
        SmtpConnection connection = sender.persistentConnection();
        assertEquals(0, lookups.get());

        for (int i = 0; i < 3; i++) {
            assertInstanceOf(Accepted.class, connection.send(TestMessages.hello(), null));
            connection.disconnect();
        }

        assertEquals(1, lookups.get());
    }

    @Test
    void aSetNameNeedsNoLookup() {
        SmtpRoute route = route();
        route.identifyAs("mail.example.com");
        MachineName unused = new MachineName(
                supervisor,
                () -> {
                    throw new AssertionError("looked up");
                },
                Duration.ofSeconds(10));
        assertEquals("EHLO mail.example.com", ehlo(route, unused));
        assertTrue(supervisor.status().stream().noneMatch(thread -> thread.restarts() > 0));
    }

    @Test
    void theNameOfAContainersSessionAppliesUnlessTheSettingReplacesIt() {
        SmtpRoute route = SmtpRoute.of(session("session.example.com"), true);
        assertEquals("EHLO session.example.com", ehlo(route, machine("host.example.com")));

        SmtpRoute replaced = SmtpRoute.of(session("session.example.com"), true);
        replaced.identifyAs("setting.example.com");
        assertEquals("EHLO setting.example.com", ehlo(replaced, machine("host.example.com")));
    }

    @Test
    void aContainersSessionWithABadNameIsRefused() {
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> SmtpRoute.of(session("my_host"), true))
                        .getMessage());
        assertTrue(message.startsWith("mail.smtp.localhost of the container's mail session is \"my_host\": "), message);
    }

    @Test
    void theLocalAddressIsNotKeptForTheThread() {
        ehlo(route(), machine("vm"));
        assertFalse(Optional.ofNullable(SmtpSocket.lastLocalAddress()).isPresent());
    }

    private Session session(String name) {
        Properties properties = new Properties();
        properties.put("mail.smtp.host", "127.0.0.1");
        properties.put("mail.smtp.port", String.valueOf(server.port()));
        properties.put("mail.smtp.localhost", name);
        return Session.getInstance(properties);
    }

    private SmtpRoute route() {
        return SmtpRoute.to(new SmtpServer("127.0.0.1", server.port(), Tls.NONE, null), LONG_TIMEOUTS);
    }

    private MachineName machine(String name) {
        return new MachineName(supervisor, () -> name, Duration.ofSeconds(10));
    }

    private SmtpMailSender sender(SmtpRoute route, MachineName machine) {
        return new SmtpMailSender(route, machine, CLOCK, supervisor, new SmtpMetrics(new PrometheusRegistry()));
    }

    /** Sends a message, and returns the command that introduced the client. */
    private String ehlo(SmtpRoute route, MachineName machine) {
        server.reset();
        Outcome outcome = sender(route, machine).send(TestMessages.hello());
        assertInstanceOf(Accepted.class, outcome);
        // The QUIT of the connection before may arrive now.
        return server.commands().stream()
                .filter(command -> !command.equals("QUIT"))
                .findFirst()
                .orElseThrow();
    }
}
