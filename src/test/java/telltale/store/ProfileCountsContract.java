package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;
import telltale.model.PrivacyProfile;
import telltale.model.Uuid7;
import telltale.store.Statistics.Dimension;

/** The contract of counters with every database: numbers of mail under different privacy profiles are never added. */
public abstract class ProfileCountsContract extends JudgementsFixture {
    private static final PrivacyProfile INDIVIDUAL = PrivacyProfile.INDIVIDUAL;
    private static final PrivacyProfile CONSENT = PrivacyProfile.CONSENT;
    private static final long START = Tally.quarter(NOON);
    private static final long END = START + 1_000;
    private static final String SCRIPT = "033-profiles.sql";

    /** Changes the database behind the back of the store. */
    protected abstract void execute(String sql) throws Exception;

    /** A class beside the scripts of the database. */
    protected abstract Class<?> scripts();

    private DeliveryId sent(@Nullable String campaign, String to, PrivacyProfile profile) {
        DeliveryId id = new DeliveryId(Uuid7.at(NOON, random));
        Delivery delivery = new Delivery(id, EmailAddress.parse(to), campaign, "Hi", DeliveryState.SENDING, null, null);
        store.insertExternal(delivery, true, List.of("https://shop.example/"), profile);
        store.acceptExternal(id, NOON, "250 ok", null);
        return id;
    }

    private void visit(DeliveryId delivery, int opens) {
        for (int i = 1; i <= opens; i++) {
            store.append(List.of(open(delivery, CHROME, Duration.ofHours(i))));
        }
        store.append(List.of(click(delivery, CHROME, Duration.ofHours(1))));
    }

    @Test
    void theNumbersOfACampaignAreThoseOfOneProfile() {
        visit(sent("spring", "ann@example.com", INDIVIDUAL), 3);
        visit(sent("spring", "ben@example.com", CONSENT), 1);
        sent("spring", "cat@example.com", PrivacyProfile.NONE);
        judgeAll(NEWEST);

        CampaignPage.Campaign campaign = store.campaigns(new CampaignQuery(START, END, "", null, 10))
                .campaigns()
                .get(0);
        assertEquals(new CampaignCounts(3, 3, 0, 0, 3, 1, 1, 1), campaign.counts(INDIVIDUAL));
        assertEquals(new CampaignCounts(3, 3, 0, 0, 1, 1, 1, 1), campaign.counts(CONSENT));
        assertEquals(new CampaignCounts(3, 3, 0, 0), campaign.counts(PrivacyProfile.NONE));
        assertEquals(3, opens("spring", INDIVIDUAL));
        assertEquals(1, opens("spring", CONSENT));
        for (PrivacyProfile profile : List.of(INDIVIDUAL, CONSENT, PrivacyProfile.NONE)) {
            assertEquals(1, measured("spring", profile));
        }
        assertSound();
    }

    @Test
    void theStatisticsAreThoseOfOneProfile() {
        visit(sent("spring", "ann@example.com", INDIVIDUAL), 3);
        visit(sent("spring", "ben@example.com", CONSENT), 1);
        visit(sent(null, "cat@example.com", CONSENT), 2);
        judgeAll(NEWEST);

        assertEquals(List.of(1L, 3L), figures("spring", INDIVIDUAL));
        assertEquals(List.of(1L, 1L), figures("spring", CONSENT));
        assertEquals(List.of(1L, 3L), figures(null, INDIVIDUAL));
        assertEquals(List.of(2L, 3L), figures(null, CONSENT));
        assertFalse(store.statistics(CONSENT).isEmpty());
        assertTrue(store.statistics(PrivacyProfile.NONE).isEmpty());
        assertEquals(
                1L,
                Objects.requireNonNull(
                                store.statistics(CONSENT).campaigns(START, END).get("spring"))
                        .get(Metric.SEEN));
        Map<String, Figures> hosts =
                store.statistics(CONSENT).keys(null, Dimension.LINK, START, END).orElseThrow();
        assertEquals(Set.of("shop.example", "?"), hosts.keySet(), "links of mail without a campaign are not known");
        assertEquals(1L, Objects.requireNonNull(hosts.get("shop.example")).get(Metric.CLICKED));
        assertSound();
    }

    @Test
    void anErasureSubtractsFromTheProfileOfTheMail() {
        visit(sent("spring", "ann@example.com", INDIVIDUAL), 1);
        visit(sent("spring", "ben@example.com", CONSENT), 2);
        judgeAll(NEWEST);
        store.persons().erase(EmailAddress.parse("ben@example.com"));

        assertEquals(1, opens("spring", INDIVIDUAL));
        assertEquals(0, opens("spring", CONSENT));
        assertEquals(List.of(0L, 0L), figures(null, CONSENT));
        assertSound();
    }

    @Test
    void mailFromBeforeIsCountedUnderTheProfileOfItsMessage() throws Exception {
        visit(sent("spring", "ann@example.com", INDIVIDUAL), 3);
        visit(sent("spring", "ben@example.com", INDIVIDUAL), 2);
        judgeAll(NEWEST);
        asBenGotAMessageUnderConsentBefore();
        judgeAll(NEWEST);

        assertEquals(3, opens("spring", INDIVIDUAL));
        assertEquals(2, opens("spring", CONSENT));
        assertEquals(1, measured("spring", INDIVIDUAL));
        assertEquals(1, measured("spring", CONSENT));
        assertEquals(List.of(1L, 3L), figures(null, INDIVIDUAL));
        assertEquals(List.of(1L, 2L), figures("spring", CONSENT));
        assertSound();
    }

    @Test
    void countersThatHaveOneProfileStayAsTheyAre() throws Exception {
        visit(sent("spring", "ann@example.com", INDIVIDUAL), 3);
        judgeAll(NEWEST);
        migrateAgain();

        assertEquals(0, store.statistics(INDIVIDUAL).countUncounted(10));
        assertEquals(3, opens("spring", INDIVIDUAL));
        assertEquals(List.of(1L, 3L), figures(null, INDIVIDUAL));
        assertSound();
    }

    /** Gives a mail a message under another profile, in a database of the version that counted all profiles together. */
    private void asBenGotAMessageUnderConsentBefore() throws Exception {
        ImmutableBytes bytes = new ImmutableBytes("text".getBytes(StandardCharsets.UTF_8));
        StoredMessage message = new StoredMessage(Uuid7.at(NOON, random), "spring", bytes, List.of(), null, 1);
        NewDelivery queued = new NewDelivery(
                new DeliveryId(Uuid7.at(NOON, random)),
                EmailAddress.parse("cat@example.com"),
                "Hi",
                bytes,
                1,
                DeliveryState.QUEUED,
                NOON);
        store.outbox().enqueue(message.under(CONSENT), 0, List.of(queued));
        closeStore();
        execute("insert into outbox (message, position, delivery, data, digest)"
                + " select o.message, 1, d.number, o.data, o.digest from outbox o, deliveries d"
                + " where d.recipient = 'ben@example.com'");
        openStore();
        migrateAgain();
    }

    private void migrateAgain() throws Exception {
        closeStore();
        execute("drop index deliveries_under_hygiene");
        execute("alter table deliveries drop column profile");
        for (String statement : script().split(";\\s*\\n", -1)) {
            if (!statement.isBlank()) {
                execute(statement.replace("temporary table", "table"));
            }
        }
        execute("create index deliveries_under_hygiene on deliveries (person) where profile = 3");
        openStore();
    }

    private String script() throws IOException {
        try (InputStream in = Objects.requireNonNull(scripts().getResourceAsStream(SCRIPT))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private long opens(String campaign, PrivacyProfile profile) {
        return store.campaign(campaign, profile, List.of(START, END)).orElseThrow().stream()
                .mapToLong(quarter -> quarter.counts().opens())
                .sum();
    }

    /** The number of accepted mails in all buckets of an open rate. */
    private long measured(String campaign, PrivacyProfile profile) {
        return judgements
                .bucketCounts(profile, List.of(campaign), START, END)
                .getOrDefault(campaign, Map.of())
                .values()
                .stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** The accepted mails, and the opens by people. */
    private List<Long> figures(@Nullable String campaign, PrivacyProfile profile) {
        Figures found = store.statistics(profile)
                .spans(campaign, List.of(START, END))
                .orElseThrow()
                .get(0);
        return List.of(found.get(Metric.ACCEPTED), found.get(Metric.OPEN_HUMAN_DIRECT));
    }
}
