package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import telltale.assessment.RejudgeService;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.ImmutableBytes;
import telltale.model.PrivacyProfile;
import telltale.model.Provider;
import telltale.model.Suppression;
import telltale.model.Uuid7;
import telltale.model.VerdictClass;
import telltale.store.Statistics.Dimension;
import telltale.store.Statistics.Period;

/** The contract of the statistics with every database. */
public abstract class StatisticsContract extends JudgementsFixture {
    private static final long START = Tally.quarter(NOON);
    private static final long END = START + 1_000_000;
    private static final String GMAIL =
            "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)";
    private static final List<String> AGENTS =
            List.of(CHROME, "Mozilla/5.0", "curl/8.4.0", GMAIL, "Barracuda Sentinel (EE)", "");

    /** Changes the database behind the back of the store. */
    protected abstract void execute(String sql) throws Exception;

    @Test
    void deliveriesThatAnEarlierVersionJudgedAreCountedInTheBackground() throws Exception {
        DeliveryId delivery = linking("ann@example.com", List.of("https://example.com/"));
        store.append(
                List.of(open(delivery, CHROME, Duration.ofHours(1)), click(delivery, CHROME, Duration.ofHours(2))));
        judgeAll(NEWEST);
        Figures before = all("spring");
        asAnEarlierVersion();

        assertEquals(1, statistics().countUncounted(10));
        judgeAll(NEWEST);
        assertEquals(0, statistics().countUncounted(10));
        assertEquals(before, all("spring"));
        assertSound();
    }

    @Test
    void aDeliveryWhoseEventsAreDeletedIsCountedByItsStoredJudgement() throws Exception {
        DeliveryId delivery = accepted("spring");
        store.append(List.of(
                open(delivery, CHROME, Duration.ofHours(1)),
                open(delivery, "curl/8.4.0", Duration.ofHours(2)),
                click(delivery, CHROME, Duration.ofHours(3))));
        judgeAll(NEWEST);
        Figures before = all("spring");
        asAnEarlierVersion();
        boolean isDone = false;
        while (!isDone) {
            isDone = store.deleteEventsBefore(NOON.plus(Duration.ofDays(400))).done();
        }
        judgeAll(OLDER);

        assertEquals(before, all("spring"));
        assertSound();
    }

    private void asAnEarlierVersion() throws Exception {
        closeStore();
        execute("update judgements set activity = null, counted = null");
        execute("delete from statistics");
        openStore();
    }

    @Test
    void aDeliveryCountsWhenItIsAcceptedAndAgainWhenAPersonFirstSeesIt() {
        DeliveryId delivery = accepted("spring");
        store.append(List.of(
                open(delivery, CHROME, Duration.ofHours(1)),
                open(delivery, CHROME, Duration.ofHours(2)),
                click(delivery, CHROME, Duration.ofHours(2))));
        judgeAll(NEWEST);

        assertEquals(figures(Map.of(Metric.ACCEPTED, 1L, Metric.DELIVERED, 1L)), hour("spring", 0));
        assertEquals(figures(Map.of(Metric.SEEN, 1L, Metric.OPEN_HUMAN_DIRECT, 1L)), hour("spring", 1));
        assertEquals(
                figures(Map.of(Metric.CLICKED, 1L, Metric.OPEN_HUMAN_DIRECT, 1L, Metric.CLICK_HUMAN_DIRECT, 1L)),
                hour("spring", 2));
        assertEquals(hour("spring", 2), hour(null, 2));
        assertSound();
    }

    @Test
    void aCampaignThatDoesNotExistHasNoStatistics() {
        assertEquals(Optional.empty(), statistics().spans("none", List.of(0L, 1L)));
        assertEquals(Optional.empty(), statistics().keys("none", Dimension.LINK, 0, 1));
        assertEquals(Optional.empty(), statistics().hoursOfWeek("none", List.of(), Set.of(Metric.SEEN)));
    }

    @Test
    void aCorrectionMovesAnEventToAnotherClass() {
        DeliveryId delivery = accepted("spring");
        Event open = open(delivery, CHROME, Duration.ofHours(1));
        store.append(List.of(open));
        judgeAll(NEWEST);
        judgements.correct(delivery, open.id(), VerdictClass.BOT);
        judgeAll(NEWEST);

        assertEquals(figures(Map.of(Metric.OPEN_BOT, 1L)), hour("spring", 1));
        assertEquals(
                Map.of(), statistics().keys("spring", Dimension.CLIENT, 0, END).orElseThrow());
        assertSound();
    }

    @Test
    void aDeliveryThatNoServerAcceptedCountsAsFailed() {
        DeliveryId delivery = DeliveryId.create(NOON, shard(), random);
        store.insert(new Delivery(
                delivery, EmailAddress.parse("ann@example.com"), "spring", "Hi", DeliveryState.FAILED, null, null));
        judgeAll(NEWEST);

        assertEquals(figures(Map.of(Metric.FAILED, 1L)), hour("spring", 0));
        assertSound();
    }

    @Test
    void aProviderThatIsLookedUpLaterTakesTheCountsWithIt() {
        accepted("spring");
        judgeAll(NEWEST);
        assertEquals(Set.of("other"), keys("spring", Dimension.PROVIDER).keySet());

        Judgements.WithoutProvider found = judgements.withoutProvider(10).get(0);
        judgements.setProviders(Map.of(found.number(), Provider.GOOGLE));
        judgeAll(NEWEST);

        assertEquals(
                Map.of("google", figures(Map.of(Metric.ACCEPTED, 1L, Metric.DELIVERED, 1L))),
                keys("spring", Dimension.PROVIDER));
        assertSound();
    }

    @Test
    void anUnsubscriptionCountsOnceForTheMailThatLedToIt() {
        DeliveryId delivery = accepted("spring");
        judgeAll(NEWEST);
        Instant at = NOON.plus(Duration.ofHours(1));
        store.persons().suppressRecipient(delivery, new Suppression(Suppression.Scope.BULK, "unsubscribed", at));
        store.persons()
                .suppressRecipient(
                        delivery, new Suppression(Suppression.Scope.BULK, "unsubscribed", at.plusSeconds(7_200)));
        judgeAll(NEWEST);

        assertEquals(figures(Map.of(Metric.UNSUBSCRIBED, 1L)), hour("spring", 1));
        assertEquals(Figures.NONE, hour("spring", 3));
        assertSound();
    }

    @Test
    void clicksOnALinkAddUpOverTheMailsOfACampaign() {
        String shop = "https://shop.example/";
        for (String to : List.of("ann@example.com", "bob@example.com")) {
            DeliveryId delivery = linking(to, List.of("https://news.example/a", shop, shop));
            store.append(List.of(
                    event(delivery, EventKind.CLICK, 2, CHROME, NOON.plusSeconds(3_600), random),
                    event(delivery, EventKind.CLICK, 3, CHROME, NOON.plusSeconds(7_200), random)));
        }
        judgeAll(NEWEST);

        Map<String, Figures> links = keys("spring", Dimension.LINK);
        Map<String, String> destinations = statistics().destinations("spring");
        assertEquals(1, links.size());
        assertEquals(shop, destinations.get(links.keySet().iterator().next()));
        assertEquals(2, links.values().iterator().next().get(Metric.CLICKED));
        assertEquals(4, links.values().iterator().next().get(Metric.CLICK_HUMAN_DIRECT));
        assertEquals(Set.of("shop.example"), keys(null, Dimension.LINK).keySet());
        assertSound();
    }

    @Test
    void theMailsOfAMessageShareItsLinks() {
        ImmutableBytes octets = new ImmutableBytes(new byte[1]);
        StoredMessage message = new StoredMessage(Uuid7.at(NOON, shard(), random), "spring", octets, List.of(), null, 1)
                .linkingTo(List.of("https://shop.example/{{id}}", "https://{{host}}/"));
        List<NewDelivery> deliveries = Stream.of("ann@example.com", "bob@example.com")
                .map(to -> new NewDelivery(
                        DeliveryId.create(NOON, shard(), random),
                        EmailAddress.parse(to),
                        "Hi",
                        octets,
                        1,
                        DeliveryState.QUEUED,
                        NOON))
                .toList();
        store.outbox().enqueue(message, 0, deliveries);
        deliveries.forEach(delivery -> store.append(List.of(
                event(delivery.id(), EventKind.CLICK, 1, CHROME, NOON.plusSeconds(3_600), random),
                event(delivery.id(), EventKind.CLICK, 2, CHROME, NOON.plusSeconds(7_200), random))));
        judgeAll(NEWEST);

        Map<String, Figures> links = keys("spring", Dimension.LINK);
        assertEquals(
                Set.copyOf(message.links()),
                Set.copyOf(statistics().destinations("spring").values()));
        assertEquals(statistics().destinations("spring").keySet(), links.keySet());
        links.values().forEach(figures -> assertEquals(2, figures.get(Metric.CLICKED)));
        assertEquals(Set.of("shop.example", "?"), keys(null, Dimension.LINK).keySet());
    }

    @Test
    void aLinkWithoutAKnownDestinationIsCountedByItsNumber() {
        DeliveryId delivery = accepted("spring");
        store.append(List.of(click(delivery, CHROME, Duration.ofHours(1))));
        judgeAll(NEWEST);

        assertEquals(Set.of("#1"), keys("spring", Dimension.LINK).keySet());
        assertEquals(Set.of("?"), keys(null, Dimension.LINK).keySet());
    }

    @Test
    void theLinksBeyondTheBoundAreCountedTogether() {
        List<String> urls = IntStream.range(0, Statistics.MAX_KEYS + 50)
                .mapToObj(i -> "https://example.com/" + i)
                .toList();
        DeliveryId first = linking("ann@example.com", urls.subList(0, 150));
        DeliveryId second = linking("bob@example.com", urls.subList(100, 250));
        List<Event> clicks = new ArrayList<>();
        for (int link = 1; link <= 150; link += 3) {
            clicks.add(event(first, EventKind.CLICK, link, CHROME, NOON.plusSeconds(3_600L * link), random));
            clicks.add(event(second, EventKind.CLICK, link, CHROME, NOON.plusSeconds(3_600L * link), random));
        }
        store.append(clicks);
        judgeAll(NEWEST);

        assertEquals(Statistics.MAX_KEYS, statistics().destinations("spring").size());
        assertTrue(keys("spring", Dimension.LINK).containsKey(Statistics.OTHER));
        assertSound();
    }

    @Test
    void anErasedPersonIsSubtractedFromTheStatistics() {
        DeliveryId delivery = linking("ann@example.com", List.of("https://example.com/"));
        accepted("spring", "bob@example.com", NOON);
        store.append(
                List.of(open(delivery, CHROME, Duration.ofHours(1)), click(delivery, CHROME, Duration.ofHours(2))));
        judgeAll(NEWEST);
        store.persons().erase(EmailAddress.parse("ann@example.com"));

        assertEquals(figures(Map.of(Metric.ACCEPTED, 1L, Metric.DELIVERED, 1L)), all("spring"));
        assertEquals(all("spring"), all(null));
        assertEquals(Map.of(), keys("spring", Dimension.LINK));
        assertSound();
    }

    @Test
    void theHoursOfTheWeekAreThoseOfTheZone() {
        // NOON is a Sunday.
        accepted("spring");
        judgeAll(NEWEST);

        assertEquals(Set.of(6 * 24 + 12), hours(0).keySet());
        assertEquals(Set.of(6 * 24 + 13), hours(4).keySet());
        assertEquals(Set.of(6 * 24 + 17), hours(23).keySet());
        assertEquals(Set.of(6 * 24 + 8), hours(-14).keySet());
        assertEquals(Set.of(0), hours(48).keySet());
    }

    @Test
    void theStatisticsEqualThoseOfTheEventsInWhateverOrderTheyCome() {
        Random choice = new Random(7);
        List<DeliveryId> deliveries = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            deliveries.add(accepted(i % 3 == 0 ? null : "c" + i % 3, "p" + i % 10 + "@example.com", NOON));
        }
        for (int round = 0; round < 8; round++) {
            List<Event> events = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                EventKind kind = choice.nextInt(4) == 0 ? EventKind.CLICK : EventKind.OPEN;
                DeliveryId delivery = deliveries.get(choice.nextInt(deliveries.size()));
                String agent = AGENTS.get(choice.nextInt(AGENTS.size()));
                Instant at = NOON.plusSeconds(choice.nextInt(300_000));
                events.add(
                        event(delivery, kind, kind == EventKind.CLICK ? 1 + choice.nextInt(3) : 0, agent, at, random));
            }
            store.append(events);
            judgeAll(round % 2 == 0 ? OLDER : NEWEST);
            new RejudgeService(judgements, round % 2 == 0 ? NEWEST : OLDER)
                    .apply(RejudgeService.Announcer.NONE, done -> {});
        }
        judgeAll(NEWEST);
        assertSound();
        assertEquals(expected(deliveries), all(null));
        Map<String, Figures> providers = keys(null, Dimension.PROVIDER);
        assertEquals(all(null), Figures.sum(providers.values()));
        assertEquals(Map.of("c1", all("c1"), "c2", all("c2")), statistics().campaigns(1, END));
    }

    private Figures expected(List<DeliveryId> deliveries) {
        Figures.Sum sum = new Figures.Sum();
        for (DeliveryId delivery : deliveries) {
            Judgement judgement =
                    Objects.requireNonNull(judgements.of(List.of(delivery)).get(delivery));
            sum.add(Metric.ACCEPTED, 1);
            sum.add(Metric.DELIVERED, 1);
            sum.add(Metric.SEEN, judgement.isSeenByPerson() ? 1 : 0);
            sum.add(Metric.CLICKED, judgement.clicks().firstPersonAt() == null ? 0 : 1);
            add(sum, EventKind.OPEN, judgement.opens());
            add(sum, EventKind.CLICK, judgement.clicks());
        }
        return sum.figures();
    }

    private static void add(Figures.Sum sum, EventKind kind, Judgement.VerdictCounts counts) {
        counts.classes().forEach((type, count) -> sum.add(Metric.of(kind, type), count));
        sum.add(Metric.repeated(kind), counts.repeated());
    }

    @Test
    void everySpanIsTheSumOfItsQuarterHours() {
        Random choice = new Random(11);
        for (int i = 0; i < 60; i++) {
            accepted("spring", "p" + i + "@example.com", NOON.plusSeconds(900L * choice.nextInt(400)));
        }
        judgeAll(NEWEST);
        Map<Long, Figures> quarters = new HashMap<>();
        List<Long> all = LongStream.rangeClosed(START - 5, START + 405).boxed().toList();
        List<Figures> single = statistics().spans("spring", all).orElseThrow();
        IntStream.range(0, single.size()).forEach(i -> quarters.put(all.get(i), single.get(i)));
        for (int i = 0; i < 30; i++) {
            long from = START - 5 + choice.nextInt(300);
            long middle = from + choice.nextInt(60);
            long to = middle + choice.nextInt(40);
            List<Figures> spans =
                    statistics().spans("spring", List.of(from, middle, to)).orElseThrow();
            assertEquals(sum(quarters, from, middle), spans.get(0));
            assertEquals(sum(quarters, middle, to), spans.get(1));
        }
    }

    private static Figures sum(Map<Long, Figures> quarters, long from, long to) {
        return Figures.sum(LongStream.range(from, to)
                .mapToObj(quarter -> quarters.getOrDefault(quarter, Figures.NONE))
                .toList());
    }

    @Test
    void aClientIsCountedByItsFamilyAndAProxyIsOneOfItsOwn() {
        DeliveryId delivery = accepted("spring");
        store.append(List.of(
                open(delivery, CHROME, Duration.ofHours(1)),
                open(delivery, "Mozilla/5.0", Duration.ofHours(2)),
                open(delivery, "curl/8.4.0", Duration.ofHours(3))));
        judgeAll(NEWEST);

        Map<String, Figures> clients = keys("spring", Dimension.CLIENT);
        assertEquals(Set.of("Chrome", "Apple Mail Privacy Protection"), clients.keySet());
        assertEquals(figures(Map.of(Metric.SEEN, 1L, Metric.OPEN_HUMAN_DIRECT, 1L)), clients.get("Chrome"));
    }

    @Test
    void eventsBeyondThoseThatAreJudgedAreCountedWithoutAClass() {
        DeliveryId delivery = accepted("spring");
        List<Event> opens = new ArrayList<>();
        for (int i = 0; i < Evidence.MAX_EVENTS + 20; i++) {
            opens.add(open(delivery, CHROME, Duration.ofMinutes(10L * i)));
        }
        store.append(opens);
        judgeAll(NEWEST);

        assertEquals(Evidence.MAX_EVENTS + 20, all("spring").sum(metric -> metric.kind() == EventKind.OPEN));
        assertTrue(all("spring").get(Metric.OPEN_UNJUDGED) >= 20);
        assertSound();
    }

    private DeliveryId linking(String to, List<String> links) {
        DeliveryId id = DeliveryId.create(NOON, shard(), random);
        store.insertExternal(
                new Delivery(id, EmailAddress.parse(to), "spring", "Hi", DeliveryState.SENDING, null, null),
                true,
                links,
                PrivacyProfile.INDIVIDUAL);
        store.acceptExternal(id, NOON, "250 ok", null);
        return id;
    }

    private static Figures figures(Map<Metric, Long> counts) {
        return Figures.of(counts);
    }

    private Statistics statistics() {
        return store.statistics(PrivacyProfile.INDIVIDUAL);
    }

    private Figures hour(@Nullable String campaign, int hour) {
        long from = START + 4L * hour;
        return statistics()
                .spans(campaign, List.of(from, from + 4))
                .orElseThrow()
                .get(0);
    }

    private Figures all(@Nullable String campaign) {
        return statistics().spans(campaign, List.of(0L, END)).orElseThrow().get(0);
    }

    private Map<String, Figures> keys(@Nullable String campaign, Dimension dimension) {
        return statistics().keys(campaign, dimension, 0, END).orElseThrow();
    }

    private Map<Integer, Figures> hours(int offset) {
        Period period = new Period(START - 7, START + 9, offset);
        return statistics()
                .hoursOfWeek("spring", List.of(period), EnumSet.of(Metric.ACCEPTED))
                .orElseThrow();
    }
}
