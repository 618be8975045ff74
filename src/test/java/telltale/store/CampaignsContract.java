package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import telltale.model.Client;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Network;
import telltale.model.PrivacyProfile;
import telltale.model.Uuid7;

/** The contract of the figures of campaigns with every database. */
public abstract class CampaignsContract {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final Random random = new Random(42);
    private Store store;

    /** Opens an empty store. */
    protected abstract Store open();

    /** The number of the database that stores the next delivery. */
    protected int shard() {
        return 0;
    }

    @BeforeEach
    void openStore() {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void aCampaignCountsDeliveriesOpensAndFirstOpensByQuarterHour() {
        Delivery one = delivery("spring");
        store.insertExternal(one, true);
        Delivery two = stored("spring");
        store.acceptExternal(one.id(), NOON, "250 ok", null);
        store.append(List.of(
                open(one, NOON.plusSeconds(60)),
                open(one, NOON.plusSeconds(120)),
                open(two, NOON.plus(Duration.ofHours(1)))));

        long noon = Tally.quarter(NOON);
        assertEquals(
                Optional.of(List.of(
                        new CampaignQuarter(noon, new CampaignCounts(2, 1, 2, 1)),
                        new CampaignQuarter(noon + 4, new CampaignCounts(0, 0, 1, 1)))),
                store.campaign(
                        "spring",
                        PrivacyProfile.INDIVIDUAL,
                        List.of(noon, noon + 1, noon + 2, noon + 3, noon + 4, noon + 96)));
        assertEquals(
                Optional.of(List.of()),
                store.campaign("spring", PrivacyProfile.INDIVIDUAL, List.of(noon + 5, noon + 96)));
        assertEquals(
                Optional.empty(),
                store.campaign("no such campaign", PrivacyProfile.INDIVIDUAL, List.of(noon, noon + 96)));
        assertEquals(
                List.of(campaign("spring", new CampaignCounts(2, 1, 3, 2))),
                store.campaigns(new CampaignQuery(noon, noon + 96, "", null, 10))
                        .campaigns());
    }

    @Test
    void aPageCountsEachCampaignAndNamesThem() {
        for (int i = 0; i < 5; i++) {
            Delivery delivery = stored("campaign " + i);
            for (int open = 0; open < i; open++) {
                store.append(List.of(open(delivery, NOON.plus(Duration.ofDays(open)))));
            }
        }
        long noon = Tally.quarter(NOON);
        CampaignPage page = store.campaigns(new CampaignQuery(noon, noon + 96 * 9, "", "campaign 4", 3));
        assertEquals(
                List.of(
                        campaign("campaign 3", new CampaignCounts(1, 0, 3, 1)),
                        campaign("campaign 2", new CampaignCounts(1, 0, 2, 1)),
                        campaign("campaign 1", new CampaignCounts(1, 0, 1, 1))),
                page.campaigns());
        assertEquals("campaign 1", page.next());
        assertEquals(
                List.of(campaign("campaign 0", new CampaignCounts(0, 0, 0, 0))),
                store.campaigns(new CampaignQuery(noon + 1, noon + 9, "", page.next(), 3))
                        .campaigns());
        assertEquals(
                new CampaignNames(List.of("campaign 4", "campaign 3"), "campaign 3"), store.campaignNames("", null, 2));
        assertEquals(new CampaignNames(List.of(), null), store.campaignNames("", "no such campaign", 2));
        assertEquals(new CampaignNames(List.of("campaign 3"), null), store.campaignNames("IGN 3", null, 2));
        assertEquals(new CampaignNames(List.of(), null), store.campaignNames("c_mpaign%", null, 2));
    }

    @Test
    void aCampaignsTotalIsTheSumOfAnySpans() {
        Delivery delivery = stored("spring");
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            events.add(open(delivery, NOON.plus(Duration.ofMinutes(random.nextInt(6 * 1_440)))));
        }
        store.append(events);
        long noon = Tally.quarter(NOON);
        for (int i = 0; i < 40; i++) {
            // Every other time whole days (UTC), which have counters of their own.
            long step = i % 2 == 0 ? 96 : 1;
            long from = (noon - 96 + random.nextInt(300)) / step * step;
            long to = from + (1 + random.nextInt(500)) * step;
            long opens = store.campaign("spring", PrivacyProfile.INDIVIDUAL, List.of(from, to)).orElseThrow().stream()
                    .mapToLong(quarter -> quarter.counts().opens())
                    .sum();
            assertEquals(
                    events.stream()
                            .mapToLong(event -> Tally.quarter(event.at()))
                            .filter(quarter -> quarter >= from && quarter < to)
                            .count(),
                    opens);
            assertEquals(
                    opens,
                    store.campaigns(new CampaignQuery(from, to, "", null, 10))
                            .campaigns()
                            .get(0)
                            .counts(PrivacyProfile.INDIVIDUAL)
                            .opens());
        }
    }

    @Test
    void campaignsAreListedOnceNewestFirst() {
        for (int i = 0; i < 5; i++) {
            stored("campaign " + i);
        }
        List<String> seen = new ArrayList<>();
        String before = null;
        do {
            CampaignPage page = store.campaigns(new CampaignQuery(0, Long.MAX_VALUE / 2, "", before, 2));
            page.campaigns().forEach(campaign -> seen.add(campaign.name()));
            before = page.next();
        } while (before != null);
        assertEquals(List.of("campaign 4", "campaign 3", "campaign 2", "campaign 1", "campaign 0"), seen);
    }

    /** A campaign whose mails are all under the profile individual. */
    public static CampaignPage.Campaign campaign(String name, CampaignCounts counts) {
        CampaignCounts events = counts.withoutMails();
        return new CampaignPage.Campaign(
                name,
                counts.withoutEvents(),
                events.equals(CampaignCounts.NONE) ? Map.of() : Map.of(PrivacyProfile.INDIVIDUAL, events));
    }

    private Delivery stored(String campaign) {
        Delivery delivery = delivery(campaign);
        store.insert(delivery);
        return delivery;
    }

    private Delivery delivery(String campaign) {
        return new Delivery(
                DeliveryId.create(NOON, shard(), random),
                EmailAddress.parse("ann@example.com"),
                campaign,
                "Hi",
                DeliveryState.SENDING,
                null,
                null);
    }

    private Event open(Delivery delivery, Instant at) {
        return new Event(
                Uuid7.at(at, random), EventKind.OPEN, delivery.id(), 0, Client.of("x", Set.of()), Network.UNKNOWN);
    }
}
