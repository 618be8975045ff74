package telltale.store.postgresql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
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
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;
import telltale.model.Person;
import telltale.model.Suppression;
import telltale.model.Uuid7;
import telltale.postgres.PostgresServer;
import telltale.store.DeliveryQuery;
import telltale.store.MigratedAttempts;
import telltale.store.MigratedClients;
import telltale.store.MigratedConsents;
import telltale.store.MigratedPools;
import telltale.store.MigratedReports;
import telltale.store.MigratedRights;
import telltale.store.Store;
import telltale.store.Templates;
import telltale.token.PersonKeys;

/** Which data a migrated database keeps. */
class PostgresMigrationsTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final EmailAddress ANN = EmailAddress.parse("ann@example.com");
    private static final EmailAddress BEN = EmailAddress.parse("ben@example.com");
    private static final PersonKeys KEYS = new PersonKeys(new byte[32]);

    private final String url = PostgresServer.shared().newDatabase();

    @Test
    void aDatabaseWithoutTopicsKeepsItsSuppressionsAndGetsTopics() throws Exception {
        try (PostgresDatabase database = new PostgresDatabase(connections())) {
            PostgresStore.MIGRATIONS.before("011-topics.sql").run(database);
        }
        try (Connection connection = PostgresServer.connect(url)) {
            PostgresDatabase.execute(connection, resource("without-topics.sql"));
        }
        try (Store store = open()) {
            Suppression bulk = new Suppression(Suppression.Scope.BULK, Suppression.UNSUBSCRIBED, NOON);
            Suppression all = new Suppression(Suppression.Scope.ALL, "by letter", NOON);
            assertEquals(
                    List.of(
                            new Person(KEYS.keyOf(ANN), "a***@example.com", bulk, true),
                            new Person(KEYS.keyOf(BEN), "b***@example.com", all, false)),
                    store.persons().persons(List.of(ANN, BEN)));
            assertEquals(2, store.persons().suppressed(null, 10).size());
            Delivery delivery = store.deliveries(new DeliveryQuery(ANN, null, null, null, 10))
                    .deliveries()
                    .get(0);
            assertNull(delivery.topic());

            Suppression news = Suppression.ofTopic("product-news", "by hand", NOON);
            assertTrue(store.persons().suppressRecipient(delivery.id(), news));
            assertEquals(List.of(bulk, news), store.persons().person(ANN).suppressions());
            assertEquals(List.of(), store.recount().differences());
        }
    }

    @Test
    void aDatabaseFromBeforeTheReductionOfUserAgentsKeepsItsClients() throws Exception {
        try (PostgresDatabase database = new PostgresDatabase(connections())) {
            PostgresStore.MIGRATIONS.before("032-minimization.sql").run(database);
        }
        try (Connection connection = PostgresServer.connect(url)) {
            PostgresDatabase.execute(connection, "set search_path to telltale");
            PostgresDatabase.execute(connection, MigratedClients.STATEMENT);
        }
        try (Store store = open()) {
            MigratedClients.assertKept(store);
        }
    }

    @Test
    void clientsKeepTheirFlagsAndHoldMore() throws Exception {
        try (PostgresDatabase database = new PostgresDatabase(connections())) {
            PostgresStore.MIGRATIONS.before("013-client-flags.sql").run(database);
        }
        try (Connection connection = PostgresServer.connect(url)) {
            PostgresDatabase.execute(connection, "insert into telltale.clients (agent, flags) values ('a', 65538)");
        }
        try (Store store = open()) {
            assertEquals(List.of(), store.recount().differences());
        }
        try (Connection connection = PostgresServer.connect(url);
                ResultSet row = connection
                        .createStatement()
                        .executeQuery(
                                "update telltale.clients set flags = flags + (1::bigint << 41) returning flags")) {
            assertTrue(row.next());
            assertEquals(65_538 + (1L << 41), row.getLong(1));
        }
    }

    @Test
    void aDatabaseFromBeforeTheConsentLedgerKeepsItsPersonsAndCampaigns() throws Exception {
        try (PostgresDatabase database = new PostgresDatabase(connections())) {
            PostgresStore.MIGRATIONS.before("029-consents.sql").run(database);
        }
        try (Connection connection = PostgresServer.connect(url)) {
            PostgresDatabase.execute(connection, "set search_path to telltale");
            for (String statement : MigratedConsents.STATEMENTS) {
                String key = KEYS.keyOf(MigratedConsents.ANN).hex();
                PostgresDatabase.execute(connection, statement.formatted("'\\x" + key + "'"));
            }
        }
        try (Store store = open()) {
            MigratedConsents.assertKept(store);
        }
    }

    @Test
    void aDatabaseFromBeforeRestrictionsKeepsItsPersonsUnrestricted() throws Exception {
        try (PostgresDatabase database = new PostgresDatabase(connections())) {
            PostgresStore.MIGRATIONS.before("030-rights.sql").run(database);
        }
        try (Connection connection = PostgresServer.connect(url)) {
            PostgresDatabase.execute(connection, "set search_path to telltale");
            PostgresDatabase.execute(
                    connection,
                    MigratedRights.STATEMENT.formatted(
                            "'\\x" + KEYS.keyOf(MigratedRights.ANN).hex() + "'"));
        }
        try (Store store = open()) {
            MigratedRights.assertKept(store);
        }
    }

    @Test
    void aDatabaseFromBeforePoolsKeepsItsMailAndGetsPools() throws Exception {
        migrateWithMailBefore("035-pools.sql");
        try (Store store = open()) {
            MigratedPools.assertKept(store);
        }
    }

    @Test
    void aDatabaseFromBeforeTheLogKeepsItsMailAndReadsALog() throws Exception {
        migrateWithMailBefore("036-log.sql");
        try (Store store = open()) {
            MigratedPools.assertKept(store);
            assertEquals(Map.of(), store.logReplay().positions(MigratedPools.ID));
        }
    }

    private void migrateWithMailBefore(String script) throws Exception {
        try (PostgresDatabase database = new PostgresDatabase(connections())) {
            PostgresStore.MIGRATIONS.before(script).run(database);
        }
        try (Connection connection = PostgresServer.connect(url)) {
            PostgresDatabase.execute(connection, "set search_path to telltale");
            for (String statement : MigratedPools.STATEMENTS) {
                PostgresDatabase.execute(connection, statement.formatted("'" + MigratedPools.ID + "'", "'\\x00'"));
            }
        }
    }

    @Test
    void aDatabaseFromBeforeQueueIdsKeepsItsDeliveriesAndStoresThemForLaterOnes() throws Exception {
        try (PostgresDatabase database = new PostgresDatabase(connections())) {
            PostgresStore.MIGRATIONS.before("014-provider-id.sql").run(database);
        }
        DeliveryId accepted = new DeliveryId(Uuid7.at(NOON, new Random(1)));
        DeliveryId sending = new DeliveryId(Uuid7.at(NOON, new Random(2)));
        String insert =
                "insert into telltale.deliveries (id, created_at, recipient, subject, state, detail, node) values ('%s', "
                        + NOON.toEpochMilli() + ", 'ann@example.com', 'Hi', '%s', '250 queued as 1', '" + new UUID(0, 1)
                        + "')";
        try (Connection connection = PostgresServer.connect(url)) {
            PostgresDatabase.execute(connection, insert.formatted(accepted, "accepted"));
            PostgresDatabase.execute(connection, insert.formatted(sending, "sending"));
        }
        try (Store store = open()) {
            assertNull(store.delivery(accepted).orElseThrow().queueId());
            assertTrue(store.acceptExternal(sending, NOON, "250 queued as 2", "2"));
            assertEquals("2", store.delivery(sending).orElseThrow().queueId());
        }
    }

    @Test
    void aDatabaseFromBeforeReportsKeepsItsRowsAndGetsReports() throws Exception {
        try (PostgresDatabase database = new PostgresDatabase(connections())) {
            PostgresStore.MIGRATIONS.before("015-reports.sql").run(database);
        }
        try (Connection connection = PostgresServer.connect(url)) {
            PostgresDatabase.execute(connection, resource("without-reports.sql"));
        }
        try (Store store = open()) {
            MigratedReports.assertKept(store, KEYS);
        }
    }

    @Test
    void aDatabaseFromBeforeAttemptsKeepsItsQueueAndStoresLaterAttempts() throws Exception {
        try (PostgresDatabase database = new PostgresDatabase(connections())) {
            PostgresStore.MIGRATIONS.before("021-attempts.sql").run(database);
        }
        try (Connection connection = PostgresServer.connect(url)) {
            PostgresDatabase.execute(connection, "set search_path to telltale");
            for (String statement : MigratedAttempts.statements("'\\x%s'"::formatted, "'%s'"::formatted)) {
                PostgresDatabase.execute(connection, statement);
            }
        }
        try (Store store = open()) {
            MigratedAttempts.assertKept(store);
        }
    }

    @Test
    void aDatabaseFromBeforeSenderDomainsKeepsItsTokensAndGetsDomains() throws Exception {
        try (PostgresDatabase database = new PostgresDatabase(connections())) {
            PostgresStore.MIGRATIONS.before("026-domains.sql").run(database);
        }
        try (Connection connection = PostgresServer.connect(url)) {
            PostgresDatabase.execute(
                    connection,
                    "insert into telltale.oauth_tokens values ('news', 'sealed', " + NOON.toEpochMilli() + ", null)");
        }
        try (Store store = open()) {
            assertEquals(Optional.of("sealed"), store.oauthTokens().find("news"));
            assertEquals(List.of(), store.senderDomains().all());
            assertTrue(store.senderDomains().put("shop.example", null, null, 0, NOON));
        }
    }

    @Test
    void aTemplateFromBeforeThereWasAHistoryIsItsFirstVersion() throws Exception {
        try (Store store = open()) {
            assertEquals(List.of(), store.templates().names());
        }
        try (Connection connection = PostgresServer.connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute("set search_path to telltale");
            withoutVersions(statement);
            statement.execute("insert into templates (name, content, updated_at) values ('welcome',"
                    + " '\\x7801010A00F5FF612074656D706C617465143503DE', " + NOON.toEpochMilli() + ")");
            statement.execute("update schema_version set version = 21");
        }
        try (Store store = open()) {
            assertEquals(
                    List.of(new Templates.Version(1, NOON, null)),
                    store.templates().versions("welcome", 10, 10));
            assertEquals(
                    Optional.of(new ImmutableBytes("a template".getBytes(StandardCharsets.UTF_8))),
                    store.templates().find("welcome"));
        }
    }

    /** Undoes the migration to webhooks. */
    private static void withoutWebhooks(Statement statement) throws SQLException {
        for (String function : List.of(
                "wants(text)",
                "now()",
                "delivery()",
                "noted()",
                "reported()",
                "suppression()",
                "topic()",
                "erased()",
                "submitted()",
                "judged()")) {
            statement.execute("drop function webhook_" + function + " cascade");
        }
        statement.execute(
                "drop table webhook_attempts, webhook_queue, webhook_events, webhook_causes, webhook_verdicts,"
                        + " webhook_types, webhook_turn, webhooks");
    }

    /**
     * Undoes the migrations to the reduction of user agents, to counters by profile, to the dates of activity, to pools, to the log, to
     * shards and to summaries.
     */
    private static void withoutMinimization(Statement statement) throws SQLException {
        withoutPeople(statement);
        statement.execute("drop view summaries");
        statement.execute("drop table summary_blocks");
        statement.execute("drop table log_positions, log_hits, log_faults");
        statement.execute("drop table shards, shard_self, placed_keys, parked_events");
        statement.execute("drop table pools, campaign_clicks");
        statement.execute("alter table outbox drop column pool");
        statement.execute("drop index deliveries_under_hygiene");
        statement.execute("alter table persons drop column hygiene_denied, drop column active_on");
        statement.execute("alter table deliveries drop column profile");
        statement.execute("drop table agent_reduction, deletions");
        statement.execute("alter table clients drop column verdict, drop column used, add unique (agent, flags)");
    }

    /** Undoes the migration to persons in several databases; the tables of shards are dropped as a whole. */
    private static void withoutPeople(Statement statement) throws SQLException {
        statement.execute("drop function person_decided() cascade");
        statement.execute("drop function person_erased() cascade");
        statement.execute("drop function person_topic_decided() cascade");
        statement.execute("drop function tell_shards(bytea, boolean)");
        statement.execute("drop table person_news, person_effects");
        statement.execute("drop sequence person_changes");
        statement.execute("alter table leases drop column shards");
        statement.execute("alter table persons drop column revision");
        statement.execute("alter table erasures drop column if exists revision");
    }

    /** Undoes the migration to the consent ledger. */
    private static void withoutConsents(Statement statement) throws SQLException {
        statement.execute("drop table consents");
        statement.execute("drop function consents_are_never_changed()");
        statement.execute("alter table persons drop column opens_from, drop column clicks_from");
        statement.execute("alter table messages drop column privacy");
        statement.execute("alter table campaigns drop column profiles");
    }

    /** Undoes the migrations to the rights of data subjects and to what was added after them. */
    private static void withoutRights(Statement statement) throws SQLException {
        statement.execute("drop table consent_requests");
        statement.execute("drop table erasures");
        statement.execute("alter table persons drop column restricted_at");
    }

    /** Undoes the migrations to rights, consents, webhooks, paces, test deliveries, senders' domains, several mail servers, OAuth tokens and versions of templates. */
    private static void withoutVersions(Statement statement) throws SQLException {
        withoutMinimization(statement);
        withoutRights(statement);
        withoutConsents(statement);
        withoutWebhooks(statement);
        statement.execute("drop table sender_keys, sender_domains");
        statement.execute("drop table test_mails, test_events, test_deliveries");
        statement.execute("drop table paces, sender_days");
        statement.execute("alter table outbox drop column lane, drop column send_window");
        statement.execute("alter table messages drop column sender");
        for (String table : List.of("attempts", "deliveries", "outbox")) {
            statement.execute("alter table " + table + " drop column server");
        }
        statement.execute("create table hours (hour integer primary key, taken bigint not null)");
        statement.execute("drop table server_hours");
        statement.execute("drop table oauth_tokens, template_versions");
        statement.execute("alter table templates drop column version, add column content bytea not null,"
                + " add column updated_at bigint not null");
    }

    /** Undoes the migrations to consents, paces, test deliveries, senders' domains, several mail servers, OAuth tokens, versions of templates, attempts, the feed, the audit log, statistics, sessions, API keys and reports. */
    static void withoutReports(Statement statement) throws SQLException {
        withoutVersions(statement);
        statement.execute("drop table attempts, feed");
        statement.execute("drop index events_by_time");
        statement.execute("alter table replays drop column number, drop column feed");
        for (String trigger : List.of("judge_what_failed", "judge_what_came_failed", "judge_what_unsubscribed")) {
            statement.execute("drop trigger " + trigger + " on deliveries");
        }
        statement.execute("drop table audit, audit_chains, statistics, campaign_links, link_lists");
        statement.execute("alter table judgements drop column activity, drop column counted");
        statement.execute(
                "alter table deliveries drop column failed_at, drop column unsubscribed_at, drop column links");
        statement.execute("drop table sessions, sign_in_codes, keys, campaign_reports, mailboxes, forwards, reports");
        statement.execute("alter table deliveries drop column failure, drop column bounced_at,"
                + " drop column delivered_at, drop column receipt_at, drop column replied_at");
        statement.execute("alter table persons drop column suppressed_until, drop column suppressed_by");
        statement.execute("alter table person_topics drop column suppressed_by");
        statement.execute("alter table campaigns drop column held_at, drop column resumed_failures,"
                + " drop column resumed_attempts");
        statement.execute("alter table outbox drop column held_due_at, drop column held_campaign");
    }

    private Store open() {
        return PostgresStore.open(
                connections(), UUID.randomUUID(), address -> Optional.of(KEYS.keyOf(address)), (joined, secrets) -> {});
    }

    private PostgresConnections connections() {
        return PostgresConnections.to(url, "postgres", null, Duration.ofSeconds(20));
    }

    private static String resource(String name) throws Exception {
        try (InputStream in = PostgresMigrationsTest.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
