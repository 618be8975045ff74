package telltale.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.standardwebhooks.Webhook;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import telltale.assessment.AssessmentService;
import telltale.assessment.JudgedEvent;
import telltale.dns.AddressGuard;
import telltale.judging.Networks;
import telltale.judging.Ruleset;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.IpRange;
import telltale.model.Uuid7;
import telltale.model.VerdictClass;
import telltale.model.WebhookType;
import telltale.sending.TestClock;
import telltale.store.Store;
import telltale.store.WebhookEvents.Cause;
import telltale.store.WebhookQueue;
import telltale.store.WebhookQueue.Attempt;
import telltale.store.Webhooks.Condition;
import telltale.store.Webhooks.Endpoint;
import telltale.store.Webhooks.Setup;
import telltale.store.Webhooks.State;
import telltale.store.Webhooks.Subscription;
import telltale.store.sqlite.SqliteStore;
import telltale.supervision.Supervisor;
import telltale.token.KeyRing;
import telltale.token.SecretBox;
import telltale.webhooks.Receiver.Reply;
import telltale.webhooks.Receiver.Request;

/** Events from their cause to a receiver, through a real database and real connections. */
@Timeout(120)
class WebhookingTest {
    private static final Networks NETWORKS = Networks.builtIn();
    private static final IpRange LOOPBACK = IpRange.parse("127.0.0.0/8");

    @TempDir
    Path home;

    private final Random random = new Random(7);
    private final TestClock clock = new TestClock(Instant.now());
    private Store store;
    private Receiver receiver;
    private Webhooking webhooking;

    @BeforeEach
    void open() throws Exception {
        store = SqliteStore.open(
                home.resolve("telltale.db"),
                home.resolve("native"),
                Duration.ofSeconds(5),
                address -> Optional.empty());
        receiver = new Receiver();
        webhooking = webhooking(List.of(LOOPBACK, IpRange.parse("::1")));
    }

    @AfterEach
    void close() {
        webhooking.dispatcher().close();
        receiver.close();
        store.close();
    }

    private Webhooking webhooking(List<IpRange> networks) {
        return webhooking(new AddressGuard(networks, Set.of(receiver.port())));
    }

    private Webhooking webhooking(AddressGuard guard) {
        EventComposer.Format format = new EventComposer.Format() {
            @Override
            public String payload(Cause cause) {
                return "{\"type\":\"" + cause.type().wireName() + "\",\"data\":{\"detail\":\"" + cause.detail()
                        + "\"}}";
            }

            @Override
            public String payload(WebhookType type, Instant at, JudgedEvent event, @Nullable VerdictClass before) {
                return "{\"type\":\"" + type.wireName() + "\",\"data\":{\"a\":1}}";
            }
        };
        return new Webhooking(
                store,
                new EventComposer(new AssessmentService(Ruleset.builtIn(), () -> NETWORKS), format),
                new SecretBox(new KeyRing(Map.of(0, new byte[32])), EndpointSecrets.PURPOSE, new SecureRandom()),
                new EventSender.Network(guard, (SSLSocketFactory) SSLSocketFactory.getDefault(), Duration.ofSeconds(5)),
                WebhookCounts.NONE,
                clock,
                Supervisor.withoutExit());
    }

    private WebhookService.WithKey enabled(String url) {
        WebhookService.WithKey added = added(url, true);
        store.webhooks().change(added.endpoint().id(), one -> one.with(Condition.HEALTHY));
        return added;
    }

    private WebhookService.WithKey added(String url, boolean addresses) {
        Setup setup = new Setup(
                url, "", new Subscription(Set.of(WebhookType.DELIVERY_ACCEPTED), false, null), addresses, 0, "");
        return webhooking
                .service()
                .add(
                        setup,
                        EndpointSecrets.of(
                                webhooking.service().newKey(SigningKey.Scheme.V1),
                                List.of(new RequestField("Authorization", "Bearer abc"))));
    }

    private void accept(String to) {
        DeliveryId id = new DeliveryId(Uuid7.at(Instant.now(), random));
        store.insertExternal(
                new Delivery(id, EmailAddress.parse(to), null, "Hi", DeliveryState.SENDING, null, null), true);
        store.acceptExternal(id, Instant.now(), "250 ok", null);
    }

    private void send() {
        while (webhooking.compose().isZero()) {
            // Until nothing is left.
        }
        webhooking.dispatcher().step();
    }

    private State state(Endpoint endpoint) {
        return store.webhooks().find(endpoint.id()).orElseThrow().condition().state();
    }

    /** Waits until the results of some attempts are stored. */
    private List<Attempt> attempts(Endpoint endpoint, int count) throws InterruptedException {
        List<Attempt> found = store.webhookQueue().attempts(endpoint.id(), false, null, 100);
        while (found.size() < count) {
            Thread.onSpinWait();
            webhooking.dispatcher().step();
            found = store.webhookQueue().attempts(endpoint.id(), false, null, 100);
        }
        return found;
    }

    @Test
    void eventsArriveSignedOverOneConnection() throws Exception {
        WebhookService.WithKey hook = enabled(receiver.url());
        for (int i = 0; i < 20; i++) {
            accept("a" + i + "@example.com");
        }
        send();
        int port = 0;
        for (int i = 0; i < 20; i++) {
            Request request = receiver.next();
            assertEquals("/hook?a=b", request.path());
            assertEquals("Bearer abc", request.header("Authorization"));
            assertEquals(
                    "{\"type\":\"delivery.accepted\",\"data\":{\"detail\":\"250 ok\",\"address\":\"a" + i
                            + "@example.com\"}}",
                    request.body());
            new Webhook(hook.key().receiverText()).verify(request.body(), lowerCase(request.headers()));
            assertTrue(port == 0 || port == request.port(), "another connection");
            port = request.port();
        }
        List<Attempt> attempts = attempts(hook.endpoint(), 20);
        assertTrue(attempts.stream().allMatch(one -> one.progress() == WebhookQueue.Progress.DELIVERED));
    }

    private static Map<String, List<String>> lowerCase(Map<String, List<String>> headers) {
        Map<String, List<String>> lower = new HashMap<>();
        headers.forEach((name, values) -> lower.put(name.toLowerCase(Locale.ROOT), values));
        return lower;
    }

    @Test
    void aFailedEventIsSentAgainWithTheSameId() throws Exception {
        Endpoint hook = enabled(receiver.url()).endpoint();
        receiver.answer(request -> new Reply(500, "x".repeat(5_000)));
        accept("ann@example.com");
        send();
        String id = receiver.next().header("webhook-id");
        Attempt failed = attempts(hook, 1).get(0);
        assertEquals(500, failed.status());
        assertEquals("x".repeat(4_096), failed.answer());
        assertEquals(WebhookQueue.Progress.WAITING, failed.progress());
        receiver.answer(request -> new Reply(200, "ok"));
        clock.advance(Duration.ofSeconds(7));
        assertEquals(2, attempts(hook, 2).size());
        assertEquals(id, receiver.next().header("webhook-id"));
        assertEquals(State.ENABLED, state(hook));
        assertEquals(0, store.webhookQueue().backlog(hook.id(), 10).waiting());
    }

    @Test
    void theSignatureIsNewInEachAttempt() throws Exception {
        WebhookService.WithKey hook = enabled(receiver.url());
        receiver.answer(request -> new Reply(503, "", "Retry-After", "60"));
        accept("ann@example.com");
        send();
        Request first = receiver.next();
        attempts(hook.endpoint(), 1);
        clock.advance(Duration.ofSeconds(30));
        assertEquals(List.of(), store.webhookQueue().ready(clock.instant()));
        clock.advance(Duration.ofSeconds(40));
        attempts(hook.endpoint(), 2);
        assertFalse(first.header("webhook-timestamp").equals(receiver.next().header("webhook-timestamp")));
    }

    @Test
    void aRedirectIsAFailureAndGoneDisables() throws Exception {
        Endpoint hook = enabled(receiver.url()).endpoint();
        receiver.answer(request -> new Reply(302, "", "Location", "http://localhost:" + receiver.port() + "/other"));
        accept("ann@example.com");
        send();
        assertEquals("/hook?a=b", receiver.next().path());
        assertEquals(302, attempts(hook, 1).get(0).status());
        assertTrue(receiver.isIdle());
        receiver.answer(request -> new Reply(410, ""));
        clock.advance(Duration.ofSeconds(7));
        attempts(hook, 2);
        while (state(hook) != State.DISABLED) {
            Thread.onSpinWait();
        }
        accept("bob@example.com");
        send();
        assertEquals(0, store.webhookQueue().backlog(hook.id(), 10).waiting());
    }

    @Test
    void aSlowEndpointDelaysNoOther() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (Receiver slow = new Receiver()) {
            slow.answer(request -> {
                await(end);
                return new Reply(204, "");
            });
            webhooking.dispatcher().close();
            AddressGuard guard = new AddressGuard(List.of(LOOPBACK), Set.of(receiver.port(), slow.port()));
            webhooking = webhooking(guard);
            enabled(slow.url());
            enabled(receiver.url());
            for (int i = 0; i < 5; i++) {
                accept("a" + i + "@example.com");
            }
            send();
            for (int i = 0; i < 5; i++) {
                receiver.next();
            }
            assertTrue(slow.isIdle());
            end.countDown();
            slow.next();
        }
    }

    private static void await(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void anEndpointInAPrivateNetworkIsNotConnectedTo() throws Exception {
        webhooking.dispatcher().close();
        webhooking = webhooking(List.of());
        Endpoint hook = enabled(receiver.url()).endpoint();
        accept("ann@example.com");
        send();
        Attempt attempt = attempts(hook, 1).get(0);
        assertEquals(null, attempt.status());
        assertTrue(attempt.answer().contains("is not in the public Internet"), attempt.answer());
        assertTrue(receiver.isIdle());
    }

    @Test
    void aNewEndpointGetsEventsOnceItHasAnsweredATest() throws Exception {
        WebhookService.WithKey hook = added(receiver.url(), false);
        UUID id = hook.endpoint().id();
        accept("early@example.com");
        receiver.answer(request -> new Reply(401, "who are you?"));
        WebhookService.TestResult refused =
                webhooking.service().test(id, (endpoint, at) -> "{}").orElseThrow();
        assertEquals(new Answer(401, null, "who are you?"), refused.answer());
        assertEquals(State.UNVERIFIED, state(hook.endpoint()));
        receiver.answer(request -> new Reply(204, ""));
        assertTrue(webhooking
                .service()
                .test(id, (endpoint, at) -> "{\"type\":\"webhook.test\"}")
                .isPresent());
        assertEquals(State.ENABLED, state(hook.endpoint()));
        receiver.next();
        Request test = receiver.next();
        new Webhook(hook.key().receiverText()).verify(test.body(), lowerCase(test.headers()));
        accept("ann@example.com");
        send();
        assertEquals(
                "{\"type\":\"delivery.accepted\",\"data\":{\"detail\":\"250 ok\"}}",
                receiver.next().body());
        assertTrue(receiver.isIdle());
    }

    @Test
    void bothKeysSignAfterARotationUntilTheOldOneEnds() throws Exception {
        WebhookService.WithKey hook = enabled(receiver.url());
        UUID id = hook.endpoint().id();
        WebhookService.WithKey next = webhooking
                .service()
                .rotate(id, WebhookService::newKey, Duration.ofHours(1))
                .orElseThrow();
        accept("ann@example.com");
        send();
        Request both = receiver.next();
        new Webhook(hook.key().receiverText()).verify(both.body(), lowerCase(both.headers()));
        new Webhook(next.key().receiverText()).verify(both.body(), lowerCase(both.headers()));
        attempts(hook.endpoint(), 1);
        clock.advance(Duration.ofHours(2));
        accept("bob@example.com");
        send();
        assertEquals(1, receiver.next().header("webhook-signature").split(" ").length);
    }

    @Test
    void keysThatAreReplacedOftenDoNotPileUp() throws Exception {
        UUID id = enabled(receiver.url()).endpoint().id();
        for (int i = 0; i < 10; i++) {
            assertTrue(webhooking
                    .service()
                    .rotate(id, WebhookService::newKey, Duration.ofHours(1))
                    .isPresent());
        }
        accept("ann@example.com");
        send();
        assertEquals(5, receiver.next().header("webhook-signature").split(" ").length);
    }

    @Test
    void anEndpointWhoseSecretsCannotBeReadIsPausedAndKeepsItsEvents() throws Exception {
        Endpoint hook = enabled(receiver.url()).endpoint();
        store.webhooks().change(hook.id(), one -> one.with(WebhookService.with(one.setup(), "of another node")));
        accept("ann@example.com");
        send();
        while (state(hook) == State.ENABLED) {
            Thread.onSpinWait();
        }
        assertEquals(State.PAUSED, state(hook));
        assertEquals(1, store.webhookQueue().backlog(hook.id(), 10).waiting());
        assertTrue(receiver.isIdle());
    }

    @Test
    void afterThreeDaysOfFailuresAnEndpointIsPausedAndKeepsItsEvents() throws Exception {
        Endpoint hook = enabled(receiver.url()).endpoint();
        receiver.answer(request -> new Reply(500, ""));
        accept("ann@example.com");
        send();
        for (int i = 1; i <= 3; i++) {
            attempts(hook, i);
            clock.advance(Duration.ofHours(30));
        }
        attempts(hook, 4);
        while (state(hook) == State.ENABLED) {
            Thread.onSpinWait();
        }
        assertEquals(State.PAUSED, state(hook));
        accept("bob@example.com");
        send();
        assertEquals(2, store.webhookQueue().backlog(hook.id(), 10).waiting());
        receiver.answer(request -> new Reply(200, ""));
        webhooking.service().setEnabled(hook.id(), true);
        clock.advance(Duration.ofHours(30));
        attempts(hook, 6);
        assertEquals(0, store.webhookQueue().backlog(hook.id(), 10).waiting());
    }
}
