package telltale.store.move;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.assessment.AssessmentService;
import telltale.audit.AuditLog;
import telltale.audit.AuditSeals;
import telltale.audit.AuditVerification;
import telltale.judging.Networks;
import telltale.judging.Ruleset;
import telltale.model.Client;
import telltale.model.ConsentPurpose;
import telltale.model.ConsentRequest;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.DkimAlgorithm;
import telltale.model.DkimKeyState;
import telltale.model.EmailAddress;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.FailureReason;
import telltale.model.ImmutableBytes;
import telltale.model.Network;
import telltale.model.PrivacyProfile;
import telltale.model.ReportKind;
import telltale.model.ReportMatch;
import telltale.model.ReportSource;
import telltale.model.Sha256;
import telltale.model.Topic;
import telltale.model.Uuid7;
import telltale.model.VerdictClass;
import telltale.model.WebhookType;
import telltale.postgres.PostgresServer;
import telltale.reports.Consequences;
import telltale.store.AdoptedLists;
import telltale.store.Archives;
import telltale.store.AttemptResult;
import telltale.store.AuditEntry;
import telltale.store.CampaignQuery;
import telltale.store.ClaimedDelivery;
import telltale.store.ConsentRequests;
import telltale.store.DeliveryQuery;
import telltale.store.MailboxPosition;
import telltale.store.NewDelivery;
import telltale.store.NewReport;
import telltale.store.PurgeResult;
import telltale.store.RecountResult;
import telltale.store.ReportFacts;
import telltale.store.ReportQuery;
import telltale.store.SenderDomains.StoredKey;
import telltale.store.Store;
import telltale.store.StoredMessage;
import telltale.store.StoredReport;
import telltale.store.Tally;
import telltale.store.Webhooks;
import telltale.store.postgresql.PostgresConnections;
import telltale.store.postgresql.PostgresStore;
import telltale.store.sqlite.SqliteStore;
import telltale.token.AuditMac;
import telltale.token.KeyRing;
import telltale.token.PersonKeys;

class DatabaseMoveTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final AssessmentService VERDICTS = new AssessmentService(Ruleset.builtIn(), Networks::builtIn);
    private static final UUID SPOOL = new UUID(3, 3);
    private static final DeliveryQuery ALL = new DeliveryQuery(null, null, null, null, 100);
    private static final CampaignQuery ALWAYS = new CampaignQuery(0, Long.MAX_VALUE / 2, "", null, 100);

    private static final StoredMessage MESSAGE = new StoredMessage(
            Uuid7.at(NOON, new Random(1)),
            null,
            new ImmutableBytes(new byte[9]),
            List.of(new ImmutableBytes(new byte[5])),
            null,
            7,
            true);
    private static final NewDelivery QUEUED = new NewDelivery(
                    new DeliveryId(Uuid7.at(NOON, new Random(2))),
                    EmailAddress.parse("queued@example.com"),
                    "Hi",
                    new ImmutableBytes(new byte[3]),
                    8,
                    DeliveryState.QUEUED,
                    NOON)
            .bulk(true)
            .topic(Topic.named("product-news"));

    private static final Archives.Archive PUBLISHED =
            new Archives.Archive("AAAAAAAAAAAAAAAAAAAAAA", MESSAGE.id(), NOON);

    private static final AdoptedLists.Entry ADOPTED =
            new AdoptedLists.Entry("relay", "1", Network.Kind.APPLE_RELAY, 1, new ImmutableBytes(new byte[32]), NOON);

    private static final Webhooks.Endpoint HOOK = new Webhooks.Endpoint(
            new UUID(0x7000L, Long.MIN_VALUE),
            new Webhooks.Setup(
                    "https://hooks.example.com/",
                    "",
                    new Webhooks.Subscription(Set.of(WebhookType.COMPLAINT), false, null),
                    false,
                    0,
                    "sealed"),
            Webhooks.Condition.HEALTHY,
            NOON);

    private static final MailboxPosition POSITION = new MailboxPosition("bounces@example.com", 7, 100);

    private static final PersonKeys KEYS = new PersonKeys(new byte[32]);

    private final Random random = new Random(11);
    private final String url = PostgresServer.shared().newDatabase();
    private static final AuditEntry AUDITED =
            new AuditEntry(new AuditEntry.Actor("home-key", "key"), "DELETE /api/v1/keys/{id}", "x", null, "");
    private final List<Delivery> deliveries = new ArrayList<>();

    @TempDir
    Path home;

    @BeforeEach
    void fillTheEmbeddedDatabase() {
        try (Store store = embedded()) {
            for (int i = 0; i < 30; i++) {
                deliveries.add(delivery(i % 4 == 0 ? null : "campaign " + i % 4));
                PrivacyProfile profile = i < 20 ? PrivacyProfile.INDIVIDUAL : PrivacyProfile.CONSENT;
                store.insertExternal(deliveries.get(i), true, List.of(), profile);
            }
            store.acceptExternal(deliveries.get(1).id(), NOON, "250 queued as 4Xb7", "4Xb7");
            store.templates().put("welcome", new ImmutableBytes(new byte[] {1}), AUDITED.actor(), NOON);
            store.templates().put("welcome", new ImmutableBytes(new byte[] {2}), AUDITED.actor(), NOON);
            store.adoptedLists().adopt(ADOPTED, new ImmutableBytes(new byte[] {7}));
            store.topics().put(new Topic("product-news", "Neues"));
            store.senderDomains().put("shop.example", "https://t.shop.example", null, 0, NOON);
            store.senderDomains()
                    .addKey(
                            "shop.example",
                            new StoredKey(
                                    "one", DkimAlgorithm.RSA, DkimKeyState.SIGNING, "public", "sealed", NOON, NOON));
            store.webhooks().add(HOOK);
            audit(store).record(AUDITED, 204);
            store.outbox().enqueue(MESSAGE, 0, List.of(QUEUED));
            ClaimedDelivery claimed = store.outbox().claim(NOON, 1).get(0);
            store.outbox()
                    .recordResults(List.of(new AttemptResult(
                            claimed.id(), claimed.attempt(), DeliveryState.DEFERRED, NOON, "450 later", null, NOON)));
            assertTrue(store.messageViews().end(MESSAGE.id(), NOON));
            store.archives().publish("campaign 2", PUBLISHED, new ImmutableBytes(new byte[] {6}));
            List<Event> events = new ArrayList<>();
            for (int i = 0; i < 3_000; i++) {
                events.add(event(deliveries.get(random.nextInt(30)).id(), NOON.plus(Duration.ofMinutes(i * 5L))));
            }
            store.replay(SPOOL, events, 3_000);
            store.acceptExternal(deliveries.get(3).id(), NOON, "250 ok", null);
            store.reports().store(List.of(bounce(deliveries.get(3).id())), new Consequences(), POSITION);
            assertEquals(30, judge(store));
            store.judgements().correct(deliveries.get(1).id(), events.get(2_999).id(), VerdictClass.BOT);
            store.append(List.of(event(deliveries.get(2).id(), NOON.plus(Duration.ofDays(8)))));
            Instant compacted = NOON.plus(Duration.ofDays(3));
            repeat(() -> store.agentReduction().reduceBefore(compacted, VERDICTS));
            repeat(() -> store.compactEventsBefore(compacted));
            repeat(() -> store.deleteEventsBefore(NOON.plus(Duration.ofDays(1))));
        }
    }

    private static void repeat(Supplier<PurgeResult> step) {
        boolean isDone = false;
        while (!isDone) {
            isDone = step.get().done();
        }
    }

    private AuditLog audit(Store store) {
        return new AuditLog(
                store.auditTrail(),
                new AuditSeals(new AuditMac(new KeyRing(Map.of(0, new byte[32])))),
                SPOOL,
                Clock.fixed(NOON, ZoneOffset.UTC),
                random);
    }

    @Test
    void theMovedAuditLogIsIntactAndContinues() {
        move(line -> {});
        try (Store to = postgres()) {
            audit(to).record(AUDITED, 204);
            assertEquals(new AuditVerification(1, 2, null), audit(to).verify(null));
        }
    }

    @Test
    void aMovedDatabaseIsCompleteAndKeepsCounting() {
        move(line -> {});
        try (Store from = embedded();
                Store to = postgres()) {
            assertEquals(from.deliveries(ALL), to.deliveries(ALL));
            assertEquals(from.templates().find("welcome"), to.templates().find("welcome"));
            assertEquals(
                    from.templates().versions("welcome", 9, 9), to.templates().versions("welcome", 9, 9));
            assertEquals(from.templates().find("welcome", 1), to.templates().find("welcome", 1));
            assertEquals(List.of(ADOPTED), to.adoptedLists().all());
            assertEquals(1, from.senderDomains().all().get(0).keys().size());
            assertEquals(from.senderDomains().all(), to.senderDomains().all());
            assertEquals(from.topics().page(null, 10), to.topics().page(null, 10));
            assertEquals(List.of(HOOK), to.webhooks().all());
            assertEquals(from.topics().of(QUEUED.id()), to.topics().of(QUEUED.id()));
            assertEquals(1, from.persons().topics(QUEUED.id()).size());
            assertEquals(from.persons().topics(QUEUED.id()), to.persons().topics(QUEUED.id()));
            to.topics().put(Topic.named("offers"));
            assertEquals(from.adoptedLists().text("relay"), to.adoptedLists().text("relay"));
            assertEquals(from.messages().message(MESSAGE.id()), to.messages().message(MESSAGE.id()));
            assertEquals(
                    from.messageViews().find(QUEUED.id()), to.messageViews().find(QUEUED.id()));
            assertTrue(to.messageViews().find(QUEUED.id()).orElseThrow().ended());
            assertEquals(Optional.of(PUBLISHED), to.archives().find("campaign 2"));
            assertEquals(from.archives().page(PUBLISHED.id()), to.archives().page(PUBLISHED.id()));
            assertEquals(from.messages().queued(null, null, 10), to.messages().queued(null, null, 10));
            assertEquals(1, to.outbox().history(QUEUED.id()).deferrals().size());
            assertEquals(from.outbox().history(QUEUED.id()), to.outbox().history(QUEUED.id()));
            assertEquals(from.campaigns(ALWAYS), to.campaigns(ALWAYS));
            List<Long> bounds = List.of(0L, Tally.quarter(NOON) + 7, Tally.quarter(NOON) + 300, 3_000_000L);
            assertEquals(
                    from.campaign("campaign 1", PrivacyProfile.INDIVIDUAL, bounds),
                    to.campaign("campaign 1", PrivacyProfile.INDIVIDUAL, bounds));
            List<DeliveryId> ids = deliveries.stream().map(Delivery::id).toList();
            assertEquals(from.openCounts(ids), to.openCounts(ids));
            ids.forEach(id -> assertEquals(from.events(id, 1_000), to.events(id, 1_000)));
            assertEquals(from.judgements().of(ids), to.judgements().of(ids));
            assertEquals(
                    from.judgements().bucketCounts(PrivacyProfile.INDIVIDUAL, List.of("campaign 1"), 0, 3_000_000),
                    to.judgements().bucketCounts(PrivacyProfile.INDIVIDUAL, List.of("campaign 1"), 0, 3_000_000));
            assertReportsMoved(from, to);
            DeliveryId corrected = deliveries.get(1).id();
            assertEquals(from.activity(corrected), to.activity(corrected));
            assertEquals(from.eventsSince(), to.eventsSince());
            assertEquals(3_000, to.replayedThrough(SPOOL));

            Delivery next = delivery("campaign 1");
            to.insert(next);
            to.replay(SPOOL, List.of(event(next.id(), NOON.plus(Duration.ofDays(20)))), 3_001);
            RecountResult recount = to.recount();
            assertEquals(List.of(), recount.differences());
            assertEquals(from.recount().events() + 1, recount.events());
        }
    }

    private void assertReportsMoved(Store from, Store to) {
        ReportQuery query = ReportQuery.of(deliveries.get(3).id(), 9);
        List<StoredReport> moved = to.reports().find(query);
        assertEquals(1, moved.size());
        assertEquals(from.reports().find(query), moved);
        assertEquals(Optional.of(POSITION), to.reports().position(POSITION.mailbox()));
        assertArrayEquals(new byte[] {4}, to.reports().raw(moved.get(0).id()).orElseThrow());
        Delivery bounced = to.delivery(deliveries.get(3).id()).orElseThrow();
        assertEquals(from.delivery(bounced.id()), Optional.of(bounced));
        assertEquals(FailureReason.MAILBOX_GONE, bounced.feedback().failure());
        assertEquals(
                moved.get(0).decision().suppression(),
                to.persons().recipient(bounced.id()).orElseThrow().suppression());
        assertTrue(to.reports()
                .store(List.of(bounce(null)), new Consequences(), null)
                .get(0)
                .isNew());
    }

    private static NewReport bounce(@Nullable DeliveryId delivery) {
        ImmutableBytes octets = new ImmutableBytes(new byte[] {(byte) (delivery == null ? 3 : 4)});
        ReportFacts facts = new ReportFacts(
                ReportKind.BOUNCE,
                FailureReason.MAILBOX_GONE,
                "5.1.1",
                "failed",
                "ann@example.com",
                "",
                "",
                true,
                false,
                List.of(),
                "1");
        return new NewReport(
                Uuid7.at(NOON, new Random(octets.hashCode())),
                NOON,
                ReportSource.API,
                Sha256.of(octets),
                facts,
                delivery,
                delivery == null ? ReportMatch.NONE : ReportMatch.TOKEN,
                octets,
                null);
    }

    @Test
    void theRequestsForConsentMove() {
        ConsentRequest request = new ConsentRequest(ConsentPurpose.MEASUREMENT, "Shop", "spring", "Hello");
        try (Store store = embedded()) {
            ImmutableBytes key = new ImmutableBytes(new byte[] {1});
            assertEquals(List.of(), store.consents().requests().ask(List.of(QUEUED.to()), request, key, NOON));
        }
        move(line -> {});
        try (Store to = postgres()) {
            assertEquals(
                    Optional.of(new ConsentRequests.Asked(request, NOON)),
                    to.consents().requests().of(QUEUED.id()));
        }
    }

    @Test
    void judgedDeliveriesStayJudgedAndOthersAreJudgedAfterwards() {
        move(line -> {});
        try (Store from = embedded();
                Store to = postgres()) {
            List<DeliveryId> ids = deliveries.stream().map(Delivery::id).toList();
            assertEquals(2, judge(to));
            assertEquals(2, judge(from));
            assertEquals(from.judgements().of(ids), to.judgements().of(ids));
        }
    }

    @Test
    void anInterruptedMoveResumes() {
        assertThrows(
                IllegalArgumentException.class,
                () -> move(line -> {
                    if (line.startsWith("delivery_counters")) {
                        throw new IllegalArgumentException("pulled the plug");
                    }
                }));
        List<String> lines = new ArrayList<>();
        move(lines::add);
        assertTrue(lines.get(0).contains("Resuming"), lines::toString);
        assertTrue(lines.stream().noneMatch(line -> line.startsWith("deliveries")), lines::toString);
    }

    @Test
    void aMoveIsRefusedAfterTheEmbeddedDatabaseHasChanged() {
        assertThrows(
                IllegalArgumentException.class,
                () -> move(line -> {
                    throw new IllegalArgumentException("pulled the plug");
                }));
        try (Store store = embedded()) {
            store.append(List.of(event(deliveries.get(0).id(), NOON.plus(Duration.ofDays(5)))));
        }
        assertTrue(String.valueOf(assertThrows(IllegalStateException.class, () -> move(line -> {}))
                        .getMessage())
                .contains("has changed"));
    }

    @Test
    void aDatabaseWithOtherDataIsRefused() {
        try (Store store = postgres()) {
            store.insert(delivery("already here"));
        }
        assertTrue(String.valueOf(assertThrows(IllegalStateException.class, () -> move(line -> {}))
                        .getMessage())
                .contains("not empty"));
    }

    private void move(java.util.function.Consumer<String> progress) {
        try (DatabaseMove move = new DatabaseMove(
                home.resolve("telltale.db"),
                home.resolve("native"),
                Duration.ofSeconds(30),
                PostgresConnections.to(url, "postgres", null, Duration.ofSeconds(30)),
                progress)) {
            move.prepare();
            RecountResult recount = move.run();
            assertEquals(List.of(), recount.differences());
        }
    }

    private static int judge(Store store) {
        return store.judgements().judge(1_000, VERDICTS::judgement);
    }

    private Store embedded() {
        return SqliteStore.open(
                home.resolve("telltale.db"),
                home.resolve("native"),
                Duration.ofSeconds(30),
                address -> Optional.of(KEYS.keyOf(address)));
    }

    private Store postgres() {
        return PostgresStore.open(
                PostgresConnections.to(url, "postgres", null, Duration.ofSeconds(30)),
                new UUID(1, 1),
                (store, secrets) -> {});
    }

    private Delivery delivery(@Nullable String campaign) {
        return new Delivery(
                new DeliveryId(Uuid7.at(NOON, random)),
                EmailAddress.parse("ann@example.com"),
                campaign,
                "Grüße",
                DeliveryState.SENDING,
                null,
                null);
    }

    private Event event(DeliveryId delivery, Instant at) {
        return new Event(
                Uuid7.at(at, random),
                EventKind.OPEN,
                delivery,
                0,
                Client.of("agent " + random.nextInt(9), Set.of()),
                Network.UNKNOWN);
    }
}
