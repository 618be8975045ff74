package telltale.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.MailMessage;
import telltale.smtp.ScriptedSmtpServer;
import telltale.smtp.ScriptedSmtpServer.Step;

/** A mail server that accepts no mail for a while: no mail is refused or lost, and the server is left alone. */
@Timeout(120)
class ServerOutageTest {
    private static final int MAILS = 60;

    @TempDir
    Path home;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            BANNER | 554 5.7.1 No SMTP service for 192.0.2.1
            BANNER | 421 4.3.2 too busy
            EHLO | 550 5.7.1 Access denied
            MAIL | 530 5.7.0 Authentication required
            RCPT | 504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname
            """)
    void aServerThatRejectsTheClientRefusesNoMailAndIsProbed(Step step, String words) throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start().replyAndClose(step, words);
                SendingFixture fixture = fixture(server)) {
            submit(fixture);
            SendingFixture.await(() -> fixture.breaker.reason().isPresent());
            SendingFixture.await(() -> !fixture.in(DeliveryState.DEFERRED).isEmpty());
            int connections = server.connections();
            assertTrue(connections < 20, connections + " connections for " + MAILS + " mails");
            assertTrue(fixture.breaker.reason().orElseThrow().contains(words));

            server.recover();

            SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size() == MAILS);
            assertEquals(MAILS, server.messages().size());
            assertTrue(fixture.breaker.reason().isEmpty());
        }
    }

    @Test
    void aPolicyThatRefusesEveryRecipientIsNotFinalForAllOfThem() throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start().reply(Step.RCPT, "550 5.7.1 Access denied");
                SendingFixture fixture = fixture(server)) {
            submit(fixture);
            SendingFixture.await(() -> !fixture.in(DeliveryState.DEFERRED).isEmpty());
            server.recover();
            SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size()
                            + fixture.in(DeliveryState.REFUSED).size()
                    == MAILS);
            assertTrue(fixture.in(DeliveryState.REFUSED).size() <= 8, "before it was clear that it concerns all");
        }
    }

    @Test
    void anUnreachableServerIsProbedUntilItReturns() throws Exception {
        int port;
        try (ScriptedSmtpServer gone = ScriptedSmtpServer.start()) {
            port = gone.port();
        }
        try (SendingFixture fixture = new SendingFixture(home, SendingFixture.sender(port), SendingFixture.QUICK)) {
            submit(fixture);
            SendingFixture.await(() -> fixture.breaker.reason().isPresent());
            assertTrue(fixture.breaker.reason().orElseThrow().contains("could not connect to 127.0.0.1:" + port));
            try (ScriptedSmtpServer server = ScriptedSmtpServer.start(port)) {
                SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size() == MAILS);
                assertEquals(MAILS, server.messages().size());
            }
        }
    }

    @Test
    void aWaitingCallerGetsTheWordsOfTheServerAtOnce() throws Exception {
        RetrySchedule later = RetrySchedule.of(Duration.ofDays(4));
        try (ScriptedSmtpServer server =
                        ScriptedSmtpServer.start().reply(Step.BANNER, "554 5.7.1 No SMTP service for 192.0.2.1");
                SendingFixture fixture =
                        new SendingFixture(home, SendingFixture.sender(server), later, Duration.ofMinutes(1))) {
            SendResult first = send(fixture, "ann@example.com");
            assertEquals(DeliveryState.DEFERRED, first.delivery().state());

            for (String to : List.of("bo@example.com", "cy@example.com", "di@example.com")) {
                SendResult next = assertInstanceOf(SendResult.Pending.class, send(fixture, to));
                assertEquals(DeliveryState.QUEUED, next.delivery().state());
                assertTrue(String.valueOf(next.delivery().detail()).startsWith("554 5.7.1 No SMTP service"));
            }

            assertEquals(1, server.connections());
            assertEquals(List.of(), fixture.in(DeliveryState.REFUSED));
        }
    }

    @Test
    void noConnectionIsOpenedBeforeThePauseEnds() throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start().reply(Step.BANNER, "554 5.3.2 not today");
                SendingFixture fixture = new SendingFixture(
                        home, SendingFixture.sender(server), SendingFixture.QUICK, Duration.ofMinutes(1))) {
            submit(fixture);
            SendingFixture.await(() -> fixture.breaker.isPaused());
            var unused = send(fixture, "ann@example.com");
            // Each of the four connections may have begun an attempt before the first one failed, and none begins
            // another.
            SendingFixture.await(() -> fixture.in(DeliveryState.DEFERRED).size() == server.connections());
            assertTrue(server.connections() <= 4, server.connections() + " connections");
            assertEquals(List.of(), fixture.in(DeliveryState.REFUSED));
        }
    }

    @Test
    void aMailIsTheProbeOfItsWaitingCaller() throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start().reply(Step.BANNER, "554 5.7.1 No SMTP service");
                SendingFixture fixture =
                        new SendingFixture(home, SendingFixture.sender(server), RetrySchedule.of(Duration.ofDays(4)))) {
            var unused = send(fixture, "ann@example.com");
            server.recover();
            SendingFixture.await(() -> !fixture.breaker.isPaused());

            SendResult second = send(fixture, "bo@example.com");

            assertEquals(DeliveryState.ACCEPTED, second.delivery().state());
        }
    }

    private SendingFixture fixture(ScriptedSmtpServer server) {
        return new SendingFixture(home, SendingFixture.sender(server), SendingFixture.QUICK);
    }

    private static SendResult send(SendingFixture fixture, String to) throws Exception {
        MailMessage mail = new MailMessage(EmailAddress.parse(to), "Hi", "<p>Hi</p>", null, "spring", false);
        // The fixture's own timeout is two seconds, after which the detail would be missing.
        return fixture.immediateSender.send(mail, null).get(10, TimeUnit.SECONDS);
    }

    private static void submit(SendingFixture fixture) throws IOException {
        fixture.submit(
                SendingFixture.content("Hi", "<p>Hi</p>", null),
                null,
                IntStream.range(0, MAILS)
                        .mapToObj(i -> SendingFixture.recipient("r" + i + "@example.com", Map.of()))
                        .toList());
    }
}
