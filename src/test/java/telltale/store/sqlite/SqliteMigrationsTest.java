package telltale.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;
import telltale.assessment.AssessmentService;
import telltale.judging.Networks;
import telltale.judging.Ruleset;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;
import telltale.model.Person;
import telltale.model.PrivacyProfile;
import telltale.model.Suppression;
import telltale.model.Uuid7;
import telltale.store.CampaignCounts;
import telltale.store.CampaignQuery;
import telltale.store.CampaignsContract;
import telltale.store.DeliveryQuery;
import telltale.store.Figures;
import telltale.store.Metric;
import telltale.store.MigratedAttempts;
import telltale.store.MigratedClients;
import telltale.store.MigratedConsents;
import telltale.store.MigratedPools;
import telltale.store.MigratedReports;
import telltale.store.MigratedRights;
import telltale.store.Store;
import telltale.store.StoredCopy;
import telltale.store.StoredMessage;
import telltale.store.StoredView;
import telltale.store.Tally;
import telltale.store.Templates;
import telltale.store.jdbc.Migrations;
import telltale.token.PersonKeys;

/** Which databases are opened, which are migrated first, and which are refused. */
class SqliteMigrationsTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private static final Migrations FIRST = SqliteStore.MIGRATIONS.before("013-topics.sql");
    private static final PersonKeys KEYS = new PersonKeys(new byte[32]);

    @TempDir
    Path home;

    @Test
    void aDatabaseOfTheLastDevelopmentBuildKeepsItsData() throws Exception {
        execute(resource("before-0.1.0.sql"));
        try (Store store = open()) {
            Delivery delivery = store.deliveries(new DeliveryQuery(null, null, null, null, 10))
                    .deliveries()
                    .get(0);
            assertEquals(
                    new Delivery(
                            delivery.id(),
                            EmailAddress.parse("ann@example.com"),
                            "spring",
                            "Hi",
                            DeliveryState.ACCEPTED,
                            NOON,
                            "250 2.0.0 ok"),
                    delivery);
            assertEquals(1, store.events(delivery.id(), 10).size());
            assertEquals(
                    List.of(CampaignsContract.campaign("spring", new CampaignCounts(1, 1, 1, 1))),
                    store.campaigns(new CampaignQuery(0, Long.MAX_VALUE / 2, "", null, 10))
                            .campaigns());
            assertEquals(
                    new ImmutableBytes("a template".getBytes(StandardCharsets.UTF_8)),
                    store.templates().find("welcome").orElseThrow());
            Templates.Version first =
                    store.templates().versions("welcome", 10, 10).get(0);
            assertEquals(1, first.number());
            assertNull(first.actor());
            assertEquals(List.of(), store.recount().differences());
        }
    }

    @Test
    void aDatabaseWithoutTopicsKeepsItsSuppressionsAndGetsTopics() throws Exception {
        run(FIRST);
        execute(resource("without-topics.sql"));
        EmailAddress ann = EmailAddress.parse("ann@example.com");
        EmailAddress ben = EmailAddress.parse("ben@example.com");
        try (Store store = open(KEYS)) {
            Suppression bulk = new Suppression(Suppression.Scope.BULK, Suppression.UNSUBSCRIBED, NOON);
            assertEquals(
                    List.of(
                            new Person(KEYS.keyOf(ann), "a***@example.com", bulk, true),
                            new Person(
                                    KEYS.keyOf(ben),
                                    "b***@example.com",
                                    new Suppression(Suppression.Scope.ALL, "by letter", NOON),
                                    false)),
                    store.persons().persons(List.of(ann, ben)));
            assertEquals(2, store.persons().suppressed(null, 10).size());
            Delivery delivery = store.deliveries(new DeliveryQuery(ann, null, null, null, 10))
                    .deliveries()
                    .get(0);
            assertNull(delivery.topic());
            assertEquals(List.of(), store.persons().topics(ann));

            Suppression news = Suppression.ofTopic("product-news", "by hand", NOON);
            assertTrue(store.persons().suppressRecipient(delivery.id(), news));
            assertEquals(List.of(bulk, news), store.persons().person(ann).suppressions());
            assertEquals(List.of(), store.recount().differences());
        }
    }

    @Test
    void suppressedPersonsAreFoundByAnIndex() throws Exception {
        open().close();
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            String plan = statement
                    .executeQuery(
                            "explain query plan select hash from persons p where (suppressed is not null or topics > 0)"
                                    + " and (topics > 0 or suppressed_until is null or suppressed_until > 7) and hash >= x'00' order by hash limit 10")
                    .getString("detail");
            assertTrue(plan.contains("persons_suppressed"), plan);
        }
    }

    @Test
    void anEarlierSchemaIsRefusedWithWhatToDo() throws Exception {
        open().close();
        execute("update schema_version set version = 11");
        String refused = String.valueOf(
                assertThrows(IllegalStateException.class, this::open).getMessage());
        assertTrue(refused.contains("schema 11") && refused.contains("Run the last build before 0.1.0"), refused);
    }

    @Test
    void aSchemaOfANewerVersionIsRefusedWithWhatToDo() throws Exception {
        open().close();
        execute("update schema_version set version = 999");
        String refused = String.valueOf(
                assertThrows(IllegalStateException.class, this::open).getMessage());
        assertTrue(refused.contains("newer version"), refused);
    }

    @Test
    void aDatabaseFromBeforeWebPagesKeepsItsMessages() throws Exception {
        run(FIRST);
        DeliveryId delivery = new DeliveryId(Uuid7.at(NOON, new Random(1)));
        UUID message = Uuid7.at(NOON, new Random(2));
        execute("insert into campaigns values (1, 'spring')");
        execute("insert into deliveries (number, id, created_at, recipient, campaign, subject, state) values (1, x'%s',"
                        .formatted(hex(delivery.value()))
                + NOON.toEpochMilli() + ", 'ann@example.com', 1, 'Hi', 'queued')");
        execute("insert into messages values (1, x'%s', %d, 'spring', x'%s', null, 7)"
                .formatted(hex(message), NOON.toEpochMilli(), "7801010000ffff00000001"));
        execute("insert into outbox (message, position, delivery, data, digest, due_at)"
                + " values (1, 0, 1, x'7801010000ffff00000001', 0, 1)");
        try (Store store = open()) {
            StoredMessage expected = new StoredMessage(message, "spring", ImmutableBytes.NONE, List.of(), null, 7);
            assertEquals(Optional.of(expected), store.messages().message(message));
            StoredView view = store.messageViews().find(delivery).orElseThrow();
            assertEquals(new StoredCopy(message, ImmutableBytes.NONE), view.copy());
            assertFalse(store.messageViews().end(message, NOON), "it has no link to a page");
            assertEquals(Optional.empty(), store.archives().find("spring"));
        }
    }

    @Test
    void aDatabaseFromBeforeSenderDomainsKeepsItsTokensAndGetsDomains() throws Exception {
        run(SqliteStore.MIGRATIONS.before("026-domains.sql"));
        execute("insert into oauth_tokens values ('news', 'sealed', " + NOON.toEpochMilli() + ", null)");
        try (Store store = open()) {
            assertEquals(Optional.of("sealed"), store.oauthTokens().find("news"));
            assertEquals(List.of(), store.senderDomains().all());
            assertTrue(store.senderDomains().put("shop.example", null, null, 0, NOON));
        }
    }

    @Test
    void aDatabaseFromBeforeTheConsentLedgerKeepsItsPersonsAndCampaigns() throws Exception {
        run(SqliteStore.MIGRATIONS.before("029-consents.sql"));
        for (String statement : MigratedConsents.STATEMENTS) {
            execute(statement.formatted("x'" + KEYS.keyOf(MigratedConsents.ANN).hex() + "'"));
        }
        try (Store store = open(KEYS)) {
            MigratedConsents.assertKept(store);
        }
    }

    @Test
    void aDatabaseFromBeforeRestrictionsKeepsItsPersonsUnrestricted() throws Exception {
        run(SqliteStore.MIGRATIONS.before("030-rights.sql"));
        execute(MigratedRights.STATEMENT.formatted(
                "x'" + KEYS.keyOf(MigratedRights.ANN).hex() + "'"));
        try (Store store = open(KEYS)) {
            MigratedRights.assertKept(store);
        }
    }

    @Test
    void aDatabaseFromBeforeTheReductionOfUserAgentsKeepsItsClients() throws Exception {
        run(SqliteStore.MIGRATIONS.before("032-minimization.sql"));
        execute(MigratedClients.STATEMENT);
        try (Store store = open()) {
            MigratedClients.assertKept(store);
        }
    }

    @Test
    void aDatabaseFromBeforePoolsKeepsItsMailAndGetsPools() throws Exception {
        run(SqliteStore.MIGRATIONS.before("035-pools.sql"));
        for (String statement : MigratedPools.STATEMENTS) {
            execute(statement.formatted("x'" + hex(MigratedPools.ID) + "'", "x'00'"));
        }
        try (Store store = open(KEYS)) {
            MigratedPools.assertKept(store);
        }
    }

    @Test
    void aDatabaseFromBeforeTheLogKeepsItsRowsAndReadsALog() throws Exception {
        run(SqliteStore.MIGRATIONS.before("036-log.sql"));
        for (String statement : MigratedPools.STATEMENTS) {
            execute(statement.formatted("x'" + hex(MigratedPools.ID) + "'", "x'00'"));
        }
        try (Store store = open()) {
            MigratedPools.assertKept(store);
            assertEquals(Map.of(), store.logReplay().positions(MigratedPools.ID));
        }
    }

    @Test
    void aDatabaseFromBeforeQueueIdsKeepsItsDeliveriesAndStoresThemForLaterOnes() throws Exception {
        run(SqliteStore.MIGRATIONS.before("015-provider-id.sql"));
        DeliveryId accepted = new DeliveryId(Uuid7.at(NOON, new Random(1)));
        DeliveryId sending = new DeliveryId(Uuid7.at(NOON, new Random(2)));
        String insert =
                "insert into deliveries (id, created_at, recipient, subject, state, detail, node) values (x'%s', "
                        + NOON.toEpochMilli() + ", 'ann@example.com', 'Hi', '%s', '250 queued as 1', x'%s')";
        String external = hex(new UUID(0, 1));
        execute(insert.formatted(hex(accepted.value()), "accepted", external));
        execute(insert.formatted(hex(sending.value()), "sending", external));
        try (Store store = open()) {
            assertNull(store.delivery(accepted).orElseThrow().queueId());
            assertTrue(store.acceptExternal(sending, NOON, "250 queued as 2", "2"));
            assertEquals("2", store.delivery(sending).orElseThrow().queueId());
        }
    }

    @Test
    void aDatabaseFromBeforeReportsKeepsItsRowsAndGetsReports() throws Exception {
        run(SqliteStore.MIGRATIONS.before("016-reports.sql"));
        execute(resource("without-reports.sql"));
        try (Store store = open(KEYS)) {
            MigratedReports.assertKept(store, KEYS);
        }
    }

    @Test
    void theJudgedDeliveriesOfADatabaseFromBeforeStatisticsAreCounted() throws Exception {
        run(SqliteStore.MIGRATIONS.before("018-sessions.sql"));
        String delivery =
                "insert into deliveries (id, created_at, recipient, subject, state, accepted_at) values (x'%s', "
                        + NOON.toEpochMilli() + ", 'ann@example.com', 'Hi', '%s', %s)";
        execute(delivery.formatted(hex(Uuid7.at(NOON, new Random(1))), "accepted", NOON.toEpochMilli()));
        execute(delivery.formatted(hex(Uuid7.at(NOON, new Random(2))), "failed", "null"));
        execute("delete from unjudged");
        execute("insert into judgements values (1, 'old', '1=2', " + NOON.toEpochMilli()
                + ", '', null, 'seen', 0, null)");
        execute(
                "insert into delivery_counters (delivery, kind, events, folded, retired, first_at, last_event, day, day_rows)"
                        + " values (1, 1, 3, 0, 3, " + NOON.toEpochMilli() + ", 0, 0, 0)");
        try (Store store = open()) {
            AssessmentService verdicts = new AssessmentService(Ruleset.builtIn(), Networks::builtIn);
            while (store.judgements().judge(10, verdicts::judgement) > 0) {
                assertTrue(store.judgements().countPending(10) <= 1);
            }
            Figures counted = store.statistics(PrivacyProfile.INDIVIDUAL)
                    .spans(null, List.of(0L, Tally.quarter(NOON) + 1))
                    .orElseThrow()
                    .get(0);
            assertEquals(
                    Figures.of(Map.of(
                            Metric.ACCEPTED, 1L,
                            Metric.DELIVERED, 1L,
                            Metric.FAILED, 1L,
                            Metric.SEEN, 1L,
                            Metric.OPEN_HUMAN_DIRECT, 2L,
                            Metric.OPEN_UNJUDGED, 1L)),
                    counted);
        }
    }

    @Test
    void aDatabaseFromBeforeAttemptsKeepsItsQueueAndStoresLaterAttempts() throws Exception {
        run(SqliteStore.MIGRATIONS.before("021-attempts.sql"));
        for (String statement : MigratedAttempts.statements("x'%s'"::formatted, "x'%s'"::formatted)) {
            execute(statement);
        }
        try (Store store = open()) {
            MigratedAttempts.assertKept(store);
        }
    }

    @Test
    void aDatabaseFromBeforeTestDeliveriesGetsTheirTables() throws Exception {
        run(SqliteStore.MIGRATIONS.before("027-tests.sql"));
        DeliveryId test = new DeliveryId(Uuid7.at(NOON, new Random(1)));
        try (Store store = open()) {
            store.testDeliveries().create(test);
            store.testDeliveries().setReport(test, "{}");
            assertEquals(Optional.of("{}"), store.testDeliveries().report(test));
        }
    }

    @Test
    void aDeliveryIsFoundByItsQueueIdInAnIndex() throws Exception {
        open().close();
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            String plan = statement
                    .executeQuery("explain query plan select id from deliveries d where 1 = 1 and d.queue_id = '4Xb7'"
                            + " order by d.id desc limit 10")
                    .getString("detail");
            assertTrue(plan.contains("deliveries_of_queue_id"), plan);
        }
    }

    @Test
    void aLaterScriptRunsOnceOnAnExistingDatabase() throws Exception {
        open().close();
        int newest = schemaVersion("schema_version");
        for (int start = 0; start < 2; start++) {
            run(SqliteStore.MIGRATIONS.with("later.sql"));
        }
        assertEquals(newest + 1, schemaVersion("schema_version, added"));
    }

    private int schemaVersion(String tables) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            return statement.executeQuery("select version from " + tables).getInt(1);
        }
    }

    private void run(Migrations migrations) {
        try (SqliteDatabase database = new SqliteDatabase(file(), home.resolve("native"), Duration.ofSeconds(1))) {
            migrations.run(database);
        }
    }

    private static String hex(UUID id) {
        return id.toString().replace("-", "");
    }

    private Store open(PersonKeys keys) {
        return SqliteStore.open(
                file(), home.resolve("native"), Duration.ofSeconds(1), address -> Optional.of(keys.keyOf(address)));
    }

    private Store open() {
        return SqliteStore.open(file(), home.resolve("native"), Duration.ofSeconds(1));
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private Connection connect() throws SQLException {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file());
        return source.getConnection();
    }

    private Path file() {
        return home.resolve("telltale.db");
    }

    private static String resource(String name) throws Exception {
        try (InputStream in = SqliteMigrationsTest.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
