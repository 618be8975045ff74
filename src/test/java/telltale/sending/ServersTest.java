package telltale.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.message.MessageContent;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.InvalidInputException;
import telltale.model.MailMessage;
import telltale.model.Mailbox;
import telltale.model.ServerScope;
import telltale.smtp.ScriptedSmtpServer;
import telltale.smtp.ScriptedSmtpServer.Step;
import telltale.store.DeliveryHistory;
import telltale.store.DeliveryPage;
import telltale.store.DeliveryQuery;

/** Several mail servers: which one sends a mail, and what happens when one of them cannot. */
@Timeout(120)
class ServersTest {
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final SendingLimits UNLIMITED = new SendingLimits(4, 0, 0);

    @TempDir
    Path home;

    private record Configured(String name, int weight, ServerScope scope, SendingLimits limits, int port) {
        static Configured of(String name, int port) {
            return new Configured(name, 1, ServerScope.ALL, UNLIMITED, port);
        }
    }

    private SendingFixture fixture(Configured... servers) {
        return new SendingFixture(
                home,
                metrics -> Stream.of(servers)
                        .map(server -> SendingFixture.server(
                                server.name,
                                server.weight,
                                server.scope,
                                server.limits,
                                SendingFixture.sender(server.port),
                                PAUSE,
                                metrics))
                        .toList());
    }

    @Test
    void mailsAreDividedByWeight() throws Exception {
        try (ScriptedSmtpServer main = ScriptedSmtpServer.start();
                ScriptedSmtpServer relay = ScriptedSmtpServer.start();
                SendingFixture fixture = fixture(
                        new Configured("main", 3, ServerScope.ALL, UNLIMITED, main.port()),
                        Configured.of("relay", relay.port()))) {
            submit(fixture, 1_200);
            awaitAccepted(fixture, 1_200);
            assertEquals(1_200, distinct(main, relay).size());
            int share = main.messages().size();
            assertTrue(
                    share >= 860 && share <= 940, share + " of 1,200 mails were sent by the server of weight 3 of 4");
        }
    }

    @Test
    void theOthersSendAllWhileAServerIsUnreachableAndItIsUsedAgainWhenItIsBack() throws Exception {
        int gone;
        try (ScriptedSmtpServer unreachable = ScriptedSmtpServer.start()) {
            gone = unreachable.port();
        }
        try (ScriptedSmtpServer relay = ScriptedSmtpServer.start();
                SendingFixture fixture = fixture(Configured.of("main", gone), Configured.of("relay", relay.port()))) {
            submit(fixture, 100);
            awaitAccepted(fixture, 100);
            assertEquals(100, relay.messages().size());
            String outage = fixture.servers.outage().orElseThrow();
            assertTrue(outage.contains("of the mail server main: no mail is sent since"), outage);
            try (ScriptedSmtpServer main = ScriptedSmtpServer.start(gone)) {
                int sent = 100;
                while (main.messages().size() < 20) {
                    submit(fixture, sent, 20);
                    sent += 20;
                    awaitAccepted(fixture, sent);
                }
                assertTrue(fixture.servers.outage().isEmpty());
                assertEquals(sent, distinct(main, relay).size());
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            BANNER | 421 4.3.2 too busy
            MAIL   | 421 4.7.0 too many mails
            MAIL   | 451 4.7.1 try again later
            EHLO   | 550 5.7.1 Access denied
            """)
    void aServerThatAcceptsNoMailForLongIsLeftAloneAndNoMailWaitsForIt(Step step, String words) throws Exception {
        try (ScriptedSmtpServer main = ScriptedSmtpServer.start().replyAndClose(step, words);
                ScriptedSmtpServer relay = ScriptedSmtpServer.start();
                SendingFixture fixture =
                        fixture(Configured.of("main", main.port()), Configured.of("relay", relay.port()))) {
            submit(fixture, 200);
            awaitAccepted(fixture, 200);
            assertEquals(200, relay.messages().size());
            assertTrue(main.connections() < 30, main.connections() + " connections to a server that accepts no mail");
        }
    }

    @Test
    void aRefusedRecipientIsRefusedByOneServerAlone() throws Exception {
        try (ScriptedSmtpServer main = ScriptedSmtpServer.start().reply(Step.RCPT, "550 5.1.1 no such user");
                ScriptedSmtpServer relay = ScriptedSmtpServer.start();
                SendingFixture fixture =
                        fixture(Configured.of("main", main.port()), Configured.of("relay", relay.port()))) {
            submit(fixture, 40);
            SendingFixture.await(
                    () -> count(fixture, DeliveryState.ACCEPTED) + count(fixture, DeliveryState.REFUSED) == 40);
            assertEquals(20, count(fixture, DeliveryState.REFUSED));
            assertEquals(20, relay.messages().size());
            assertTrue(fixture.servers.outage().isEmpty());
            Delivery refused = fixture.in(DeliveryState.REFUSED).get(0);
            assertEquals("main", history(fixture, refused).server());
        }
    }

    @Test
    void theServersOfAttemptsAreStored() throws Exception {
        try (ScriptedSmtpServer main = ScriptedSmtpServer.start().replyAndClose(Step.BANNER, "421 4.3.2 too busy");
                ScriptedSmtpServer relay = ScriptedSmtpServer.start();
                SendingFixture fixture =
                        fixture(Configured.of("main", main.port()), Configured.of("relay", relay.port()))) {
            submit(fixture, 10);
            awaitAccepted(fixture, 10);
            List<DeliveryHistory> histories = fixture.in(DeliveryState.ACCEPTED).stream()
                    .map(delivery -> history(fixture, delivery))
                    .toList();
            assertTrue(histories.stream().allMatch(one -> "relay".equals(one.server())));
            List<String> failed = histories.stream()
                    .flatMap(one -> one.deferrals().stream())
                    .map(DeliveryHistory.Deferral::server)
                    .distinct()
                    .toList();
            assertEquals(List.of("main"), failed);
        }
    }

    @Test
    void sendersAndCampaignsHaveTheirServers() throws Exception {
        try (ScriptedSmtpServer main = ScriptedSmtpServer.start();
                ScriptedSmtpServer org = ScriptedSmtpServer.start();
                ScriptedSmtpServer news = ScriptedSmtpServer.start();
                SendingFixture fixture = fixture(
                        scoped("main", List.of("example.com"), List.of(), main),
                        scoped("org", List.of("example.org"), List.of("spring"), org),
                        scoped("news", List.of(), List.of("news-*"), news))) {
            submit(fixture, content("example.com", "spring"), 10);
            submit(fixture, content("example.org", "spring"), 20);
            submit(fixture, content("example.org", "news-7"), 30);
            awaitAccepted(fixture, 60);
            assertEquals(
                    List.of(10, 20, 30),
                    Stream.of(main, org, news)
                            .map(server -> server.messages().size())
                            .toList());
            InvalidInputException unserved = assertThrows(
                    InvalidInputException.class, () -> submit(fixture, content("example.org", "autumn"), 1));
            assertEquals(
                    "no mail server sends mail from example.org in the campaign autumn; the setting EMAIL_SERVERS says which"
                            + " do",
                    unserved.getMessage());
            submit(fixture, content("example.com", null), 1);
            awaitAccepted(fixture, 61);
        }
    }

    private static Configured scoped(
            String name, List<String> senders, List<String> campaigns, ScriptedSmtpServer server) {
        return new Configured(name, 1, new ServerScope(senders, campaigns), UNLIMITED, server.port());
    }

    @Test
    void aServerThatAloneSendsACampaignDoesNotHoldUpTheOthers() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        try (ScriptedSmtpServer main = ScriptedSmtpServer.start();
                ScriptedSmtpServer news = ScriptedSmtpServer.start().delay(Step.BANNER, released);
                SendingFixture fixture = fixture(
                        scoped("main", List.of("example.com"), List.of(), main),
                        new Configured(
                                "news",
                                1,
                                new ServerScope(List.of("example.org"), List.of()),
                                new SendingLimits(1, 1_000, 0),
                                news.port()))) {
            submit(fixture, content("example.org", "spring"), 300);
            submit(fixture, content("example.com", "spring"), 100);
            SendingFixture.await(() -> main.messages().size() == 100);
            released.countDown();
            awaitAccepted(fixture, 400);
            assertEquals(300, news.messages().size());
        }
    }

    @Test
    void aServerGetsNoMoreMailsThanItsQuota() throws Exception {
        try (ScriptedSmtpServer main = ScriptedSmtpServer.start();
                ScriptedSmtpServer relay = ScriptedSmtpServer.start();
                SendingFixture fixture = fixture(
                        Configured.of("main", main.port()),
                        new Configured("relay", 9, ServerScope.ALL, new SendingLimits(4, 0, 30), relay.port()))) {
            submit(fixture, 150);
            awaitAccepted(fixture, 150);
            assertEquals(30, relay.messages().size());
            assertEquals(120, main.messages().size());
        }
    }

    @Test
    void aServerWhosePaceIsUsedUpIsSkipped() throws Exception {
        try (ScriptedSmtpServer main = ScriptedSmtpServer.start();
                ScriptedSmtpServer slow = ScriptedSmtpServer.start();
                SendingFixture fixture = fixture(
                        Configured.of("main", main.port()),
                        new Configured("slow", 9, ServerScope.ALL, new SendingLimits(4, 2, 0), slow.port()))) {
            submit(fixture, 300);
            awaitAccepted(fixture, 300);
            assertTrue(main.messages().size() >= 200, main.messages().size() + " mails by the server without a pace");
        }
    }

    @Test
    void aMailThatAServerMayHaveTakenIsSentAgainToThatServerAlone() throws Exception {
        try (ScriptedSmtpServer main = ScriptedSmtpServer.start().disconnect(Step.END_OF_DATA);
                ScriptedSmtpServer relay = ScriptedSmtpServer.start();
                SendingFixture fixture =
                        fixture(Configured.of("main", main.port()), Configured.of("relay", relay.port()))) {
            submit(fixture, 20);
            awaitAccepted(fixture, 10);
            SendingFixture.await(() -> main.messages().size() > 20);
            main.recover();
            awaitAccepted(fixture, 20);

            assertEquals(10, distinct(main).size());
            assertEquals(10, relay.messages().size());
            assertEquals(20, distinct(main, relay).size(), "no mail was sent by both");
        }
    }

    @Test
    void aWaitingCallerDoesNotLearnOfAServerThatIsDown() throws Exception {
        try (ScriptedSmtpServer main = ScriptedSmtpServer.start().replyAndClose(Step.BANNER, "421 4.3.2 too busy");
                ScriptedSmtpServer relay = ScriptedSmtpServer.start();
                SendingFixture fixture =
                        fixture(Configured.of("main", main.port()), Configured.of("relay", relay.port()))) {
            submit(fixture, 10);
            awaitAccepted(fixture, 10);
            MailMessage mail =
                    new MailMessage(EmailAddress.parse("ann@example.com"), "Hi", "<p>Hi</p>", null, "spring", false);
            SendResult result = fixture.immediateSender.send(mail, null).get();
            assertEquals(DeliveryState.ACCEPTED, result.delivery().state());
        }
    }

    private static MessageContent content(String domain, @Nullable String campaign) {
        return new MessageContent(
                new Mailbox("Shop", EmailAddress.parse("shop@" + domain)),
                List.of(),
                null,
                List.of(),
                "Hi",
                "<p>Hi</p>",
                null,
                List.of(),
                List.of(),
                campaign,
                true,
                Map.of(),
                true,
                true,
                true);
    }

    private static void submit(SendingFixture fixture, int mails) {
        submit(fixture, 0, mails);
    }

    private static void submit(SendingFixture fixture, int from, int mails) {
        fixture.submit(IntStream.range(from, from + mails)
                .mapToObj(number -> "reader" + number + "@example.com")
                .toArray(String[]::new));
    }

    private static void submit(SendingFixture fixture, MessageContent content, int mails) {
        fixture.submit(
                content,
                null,
                IntStream.range(0, mails)
                        .mapToObj(number -> SendingFixture.recipient("reader" + number + "@example.com", Map.of()))
                        .toList());
    }

    private static void awaitAccepted(SendingFixture fixture, int mails) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (count(fixture, DeliveryState.ACCEPTED) != mails) {
            if (System.nanoTime() > end) {
                fail(count(fixture, DeliveryState.ACCEPTED) + " of " + mails + " mails were accepted, and others are "
                        + fixture.store.outbox().countByState() + "; " + fixture.servers.outage()
                        + "; waiting: " + fixture.servers.waiting() + "; due: "
                        + fixture.store.outbox().nextDue());
            }
            Thread.sleep(10);
        }
    }

    private static int count(SendingFixture fixture, DeliveryState state) {
        int count = 0;
        DeliveryId before = null;
        do {
            DeliveryPage page = fixture.store.deliveries(new DeliveryQuery(null, null, state, before, 200));
            count += page.deliveries().size();
            before = page.next();
        } while (before != null);
        return count;
    }

    private static DeliveryHistory history(SendingFixture fixture, Delivery delivery) {
        return fixture.store.outbox().history(delivery.id());
    }

    /** The Message-IDs of the mails that servers took. */
    private static Set<String> distinct(ScriptedSmtpServer... servers) throws IOException {
        List<String> ids = new ArrayList<>();
        for (ScriptedSmtpServer server : servers) {
            for (String message : server.messages()) {
                ids.addAll(Arrays.stream(message.split("\r\n"))
                        .filter(line -> line.startsWith("Message-ID:"))
                        .toList());
            }
        }
        return new HashSet<>(ids);
    }
}
