package telltale.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;
import telltale.model.PrivacyProfile;
import telltale.model.ReportKind;
import telltale.model.ReportMatch;
import telltale.model.ReportSource;
import telltale.model.Sha256;
import telltale.model.Topic;
import telltale.model.Uuid7;
import telltale.reports.Consequences;
import telltale.store.CampaignPage;
import telltale.store.CampaignQuery;
import telltale.store.NewDelivery;
import telltale.store.NewReport;
import telltale.store.ReportFacts;
import telltale.store.Reports;
import telltale.store.Store;
import telltale.store.StoredMessage;
import telltale.store.jdbc.JdbcStore;
import telltale.token.PersonKeys;

/**
 * The number of statements does not depend on the number of campaigns on a page, nor on topics that a mail does not have, nor on
 * the other reports about a delivery.
 */
class QueryCountTest {
    /** Those of the message (3), the person (2), the delivery, the outbox, and the counters. */
    private static final int STATEMENTS_OF_A_MAIL = 8;

    private static final long END = Long.MAX_VALUE / 2;
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private static final PersonKeys KEYS = new PersonKeys(new byte[32]);

    @TempDir
    Path home;

    private final Random random = new Random(7);
    private CountingDatabase database;
    private Store store;

    @BeforeEach
    void open() {
        SqliteDatabase sqlite =
                new SqliteDatabase(home.resolve("telltale.db"), home.resolve("native"), Duration.ofSeconds(1));
        SqliteStore.MIGRATIONS.run(sqlite);
        database = new CountingDatabase(sqlite);
        store = new JdbcStore(
                database,
                new SqliteEvents(sqlite),
                0,
                SqliteStore.DIALECT,
                new UUID(0, 0),
                address -> Optional.of(KEYS.keyOf(address)));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aPageOfCampaignsTakesAsManyQueriesForOneAsForTwoHundred() {
        for (int i = 0; i < 200; i++) {
            store.insert(new Delivery(
                    new DeliveryId(Uuid7.at(NOON, random)),
                    EmailAddress.parse("ann@example.com"),
                    "campaign " + i,
                    "Hi",
                    DeliveryState.SENDING,
                    null,
                    null));
        }
        assertEquals(5, database.statementsOf(() -> readPage(1)));
        assertEquals(5, database.statementsOf(() -> readPage(200)));
        assertEquals(1, database.statementsOf(() -> store.campaignNames("", null, 200)));
    }

    @Test
    void mailWithoutATopicTakesNoStatementForTopics() {
        NewDelivery personal = delivery("ann@example.com");
        int withoutTopic = database.statementsOf(() -> enqueue(personal));
        NewDelivery again = delivery("ben@example.com").bulk(true);
        assertEquals(withoutTopic, database.statementsOf(() -> enqueue(again)));
        enqueue(delivery("eve@example.com").bulk(true).topic(Topic.named("news")));
        NewDelivery news = delivery("kim@example.com").bulk(true).topic(Topic.named("news"));
        assertEquals(withoutTopic + 2, database.statementsOf(() -> enqueue(news)));
        assertEquals(STATEMENTS_OF_A_MAIL, withoutTopic);
    }

    @Test
    void aReportTakesNoMoreStatementsAfterAThousandOthersAboutItsDelivery() {
        DeliveryId delivery = new DeliveryId(Uuid7.at(NOON, random));
        store.insert(new Delivery(
                delivery, EmailAddress.parse("ann@example.com"), null, "Hi", DeliveryState.ACCEPTED, null, null));
        int first = database.statementsOf(() -> storeReport(delivery));
        for (int i = 1; i < Reports.MAX_OF_DELIVERY; i++) {
            storeReport(delivery);
        }
        int afterHundred = database.statementsOf(() -> storeReport(delivery));
        for (int i = 0; i < 900; i++) {
            storeReport(delivery);
        }
        assertEquals(afterHundred, database.statementsOf(() -> storeReport(delivery)));
        assertTrue(afterHundred < first, "what follows from it is not decided");
    }

    private void storeReport(DeliveryId delivery) {
        Instant now = NOON.plusSeconds(1);
        UUID id = Uuid7.at(now, random);
        ImmutableBytes octets = new ImmutableBytes(id.toString().getBytes(StandardCharsets.US_ASCII));
        ReportFacts facts =
                new ReportFacts(ReportKind.AUTO_REPLY, null, "", "", "", "", "", true, false, List.of(), "1+reasons-1");
        NewReport report = new NewReport(
                id, now, ReportSource.SMTP, Sha256.of(octets), facts, delivery, ReportMatch.TOKEN, octets, null);
        assertTrue(store.reports()
                .store(List.of(report), new Consequences(), null)
                .get(0)
                .isNew());
    }

    private void enqueue(NewDelivery delivery) {
        StoredMessage message =
                new StoredMessage(Uuid7.at(NOON, random), null, ImmutableBytes.NONE, List.of(), null, 1);
        assertEquals(
                DeliveryState.QUEUED,
                store.outbox().enqueue(message, 0, List.of(delivery)).get(0).state());
    }

    private NewDelivery delivery(String to) {
        DeliveryId id = new DeliveryId(Uuid7.at(NOON, random));
        return new NewDelivery(id, EmailAddress.parse(to), "Hi", ImmutableBytes.NONE, 0, DeliveryState.QUEUED, NOON);
    }

    private void readPage(int campaigns) {
        List<CampaignPage.Campaign> page =
                store.campaigns(new CampaignQuery(0, END, "", null, campaigns)).campaigns();
        assertEquals(campaigns, page.size());
        List<String> names = page.stream().map(CampaignPage.Campaign::name).toList();
        assertEquals(
                campaigns,
                store.judgements()
                        .bucketCounts(PrivacyProfile.INDIVIDUAL, names, 0, END)
                        .size());
    }
}
