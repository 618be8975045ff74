package telltale.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import telltale.message.MessageContent;
import telltale.message.source.SourceMail;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.Mailbox;
import telltale.model.Suppression;
import telltale.smtp.ScriptedSmtpServer;
import telltale.smtp.ScriptedSmtpServer.Step;

/** The queue with a server to which the envelope of the next message is announced. */
class PipelinedQueueTest {
    @TempDir
    Path home;

    @Test
    void anAnnouncedMessageIsNotSentIfTheRecipientUnsubscribes() throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start().offer("PIPELINING");
                SendingFixture fixture = new SendingFixture(
                        home, SendingFixture.sender(server), SendingFixture.QUICK, new SendingLimits(1, 0, 0))) {
            CountDownLatch answer = announceAnn(server, fixture);
            fixture.suppress(
                    EmailAddress.parse("ann@example.com"),
                    new Suppression(Suppression.Scope.BULK, Suppression.UNSUBSCRIBED, Recorder.NOON));
            answer.countDown();
            SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size() == 3
                    && fixture.in(DeliveryState.SUPPRESSED).size() == 1);

            assertTrue(server.commands().contains("RCPT TO:<ann@example.com>"));
            assertEquals(3, server.messages().size());
            assertTrue(
                    server.messages().stream().noneMatch(mail -> mail.isEmpty() || mail.contains("ann@example.com")));
        }
    }

    /** A message of the API, and mails of another program, whose envelopes are only announced if they need no extension. */
    static Stream<Arguments> messages() {
        return Stream.of(
                arguments(SendingFixture.content("Hi", "<p>Hi {{name}}</p>", null), true),
                arguments(submitted("<p>Hi</p>"), true),
                arguments(submitted("<p>H\u00efi</p>"), false));
    }

    private static MessageContent submitted(String html) {
        String mail = "From: shop@example.com\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html + "\r\n";
        Mailbox shop = SendingFixture.SHOP;
        SourceMail source = SourceMail.of(mail.getBytes(StandardCharsets.UTF_8), shop.address(), false);
        return MessageContent.of(source, shop, null, Map.of(), true, true);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void envelopesArePipelinedAndEveryMessageIsSentOnce(MessageContent content, boolean isAnnounced) throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()
                        .offer("PIPELINING")
                        .closeAfter(10)
                        .rejectEvery(3);
                SendingFixture fixture = new SendingFixture(
                        home, SendingFixture.sender(server), SendingFixture.QUICK, new SendingLimits(2, 0, 0))) {
            for (String name : List.of("One", "Two")) {
                fixture.submit(
                        content,
                        null,
                        IntStream.range(0, 45)
                                // Of its own: a recipient without a mailbox gets no second message.
                                .mapToObj(i ->
                                        SendingFixture.recipient(name + i + "@example.com", Map.of("name", "R" + i)))
                                .toList());
            }
            SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size()
                            + fixture.in(DeliveryState.REFUSED).size()
                    == 90);
            List<String> messages =
                    server.messages().stream().filter(mail -> !mail.isEmpty()).toList();
            assertEquals(fixture.in(DeliveryState.ACCEPTED).size(), messages.size());
            assertEquals(messages.size(), new HashSet<>(messages).size());
            assertEquals(isAnnounced, server.announcements() > 0);
            assertEquals(List.of(), fixture.store.recount().differences());
        }
    }

    @Test
    void withARateLimitNoEnvelopeIsAnnounced() throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start().offer("PIPELINING");
                SendingFixture fixture = new SendingFixture(
                        home, SendingFixture.sender(server), SendingFixture.QUICK, new SendingLimits(1, 100, 0))) {
            fixture.submit("first@example.com", "ann@example.com", "last@example.com");
            SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size() == 3);
            assertEquals(0, server.announcements());
        }
    }

    @Test
    void anAnnouncedMessageIsReturnedToTheOutboxWhenTheNodeStops() throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start().offer("PIPELINING");
                SendingFixture fixture = new SendingFixture(
                        home, SendingFixture.sender(server), SendingFixture.QUICK, new SendingLimits(1, 0, 0))) {
            CountDownLatch answer = announceAnn(server, fixture);
            Thread closing = new Thread(fixture.queue::close);
            closing.start();
            SendingFixture.await(() -> closing.getState() == Thread.State.TIMED_WAITING);
            answer.countDown();
            closing.join();

            assertEquals(2, fixture.in(DeliveryState.ACCEPTED).size());
            assertEquals(2, fixture.in(DeliveryState.QUEUED).size());
            assertEquals(2, server.messages().size());
        }
    }

    /** Waits until the server has the second of four messages and the envelope of the third, which is Ann's. */
    private static CountDownLatch announceAnn(ScriptedSmtpServer server, SendingFixture fixture) throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        server.delay(Step.END_OF_DATA, first);
        fixture.submit("first@example.com", "second@example.com", "ann@example.com", "last@example.com");
        SendingFixture.await(() -> server.messages().size() == 1
                && fixture.in(DeliveryState.SENDING).size() == 4);
        server.delay(Step.END_OF_DATA, second);
        first.countDown();
        SendingFixture.await(() -> server.messages().size() == 2);
        return second;
    }
}
