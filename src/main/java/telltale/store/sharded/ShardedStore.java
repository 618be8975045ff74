package telltale.store.sharded;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.FailureReason;
import telltale.model.PrivacyProfile;
import telltale.store.AgentReduction;
import telltale.store.AppendResult;
import telltale.store.CampaignHolds;
import telltale.store.CampaignPage;
import telltale.store.CampaignQuarter;
import telltale.store.CampaignQuery;
import telltale.store.Consents;
import telltale.store.DeletionLog;
import telltale.store.DeliveryActivity;
import telltale.store.DeliveryPage;
import telltale.store.DeliveryQuery;
import telltale.store.EventFeed;
import telltale.store.EventHistory;
import telltale.store.ForwardingStore;
import telltale.store.Forwards;
import telltale.store.Judgements;
import telltale.store.LogReplay;
import telltale.store.MessageViews;
import telltale.store.Messages;
import telltale.store.NodeLeases;
import telltale.store.OpenCounts;
import telltale.store.OpenNotices;
import telltale.store.Outbox;
import telltale.store.Persons;
import telltale.store.Pools;
import telltale.store.PurgeResult;
import telltale.store.RecountResult;
import telltale.store.Reports;
import telltale.store.ShardUpkeep;
import telltale.store.Shards;
import telltale.store.Statistics;
import telltale.store.Store;
import telltale.store.Topics;
import telltale.store.WebhookEvents;
import telltale.store.WebhookQueue;
import telltale.store.Webhooks;
import telltale.supervision.Supervisor;

/**
 * Several databases as one store. A message and its deliveries are in the database whose number is in their identifiers; everything
 * that belongs to no delivery is in the first.
 */
public final class ShardedStore extends ForwardingStore {
    /** How long a list or a sum waits for the answer of each database. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final ShardSet shards;
    private final ShardedLeases leases;
    private final ShardedEvents events;
    private final ShardedCampaigns campaigns;
    private final ShardedOutbox outbox;
    private final ShardedWebhooks webhooks;
    private final ShardedPersons persons;
    private final Upkeep upkeep;
    private final Map<Integer, Long> erasures = new ConcurrentHashMap<>();

    /**
     * @param first the database with number 0
     * @param further the others, by their numbers
     * @param supervisor runs the threads that read from the others
     */
    public ShardedStore(
            Store first, Map<Integer, Store> further, Clock clock, RandomGenerator random, Supervisor supervisor) {
        this(first, further, clock, random, new ShardReaders(PATIENCE, supervisor));
    }

    ShardedStore(Store first, Map<Integer, Store> further, Clock clock, RandomGenerator random, ShardReaders readers) {
        super(first);
        this.shards = new ShardSet(first, further, clock, random, readers);
        this.leases = new ShardedLeases(shards, clock);
        this.events = new ShardedEvents(shards);
        this.campaigns = new ShardedCampaigns(shards);
        this.outbox = new ShardedOutbox(shards, campaigns);
        this.webhooks = new ShardedWebhooks(shards);
        this.persons = new ShardedPersons(shards, clock);
        this.upkeep = new Upkeep(shards, events);
    }

    @Override
    public Shards shards() {
        return shards;
    }

    /**
     * Moves the events that wait for databases that were unavailable to those that are available by now.
     *
     * @return how many
     */
    public int drain() {
        return events.drain();
    }

    @Override
    public void insert(Delivery delivery) {
        campaigns.list(of(delivery.id()), delivery.campaign());
        shards.run(of(delivery.id()), store -> store.insert(delivery));
    }

    @Override
    public void insertExternal(Delivery delivery, boolean pixel, List<String> links, PrivacyProfile profile) {
        campaigns.list(of(delivery.id()), delivery.campaign());
        shards.run(of(delivery.id()), store -> store.insertExternal(delivery, pixel, links, profile));
    }

    @Override
    public boolean acceptExternal(DeliveryId delivery, Instant at, String detail, @Nullable String queueId) {
        return shards.ask(of(delivery), store -> store.acceptExternal(delivery, at, detail, queueId));
    }

    private int of(DeliveryId delivery) {
        return shards.of(delivery.value());
    }

    @Override
    public AppendResult append(List<Event> batch) {
        return events.append(batch);
    }

    @Override
    public AppendResult replay(UUID spool, List<Event> batch, long through) {
        return events.replay(spool, batch, through);
    }

    @Override
    public LogReplay logReplay() {
        return new ShardedLog(shards, events);
    }

    @Override
    public Optional<Delivery> delivery(DeliveryId id) {
        return shards.ask(of(id), store -> store.delivery(id));
    }

    @Override
    public DeliveryPage deliveries(DeliveryQuery query) {
        return newest(
                List.copyOf(shards.readEach(store -> store.deliveries(query)).values()), query.limit());
    }

    /** The newest deliveries of some pages, without those that an unread one of another page may be newer than. */
    private static DeliveryPage newest(List<DeliveryPage> pages, int limit) {
        Optional<DeliveryId> end =
                pages.stream().map(DeliveryPage::next).filter(Objects::nonNull).max(Comparator.naturalOrder());
        List<Delivery> known = pages.stream()
                .flatMap(page -> page.deliveries().stream())
                .filter(delivery -> end.isEmpty() || delivery.id().compareTo(end.get()) >= 0)
                .sorted(Comparator.comparing(Delivery::id).reversed())
                .toList();
        return known.size() > limit
                ? new DeliveryPage(known.subList(0, limit), known.get(limit - 1).id())
                : new DeliveryPage(known, end.orElse(null));
    }

    @Override
    public List<Event> events(DeliveryId delivery, int limit) {
        return shards.ask(of(delivery), store -> store.events(delivery, limit));
    }

    @Override
    public List<OpenCounts> openCounts(List<DeliveryId> deliveries) {
        Map<DeliveryId, OpenCounts> counts = new HashMap<>();
        shards.split(deliveries, DeliveryId::value).forEach((number, part) -> {
            List<OpenCounts> some = shards.ask(number, store -> store.openCounts(part));
            for (int i = 0; i < part.size(); i++) {
                counts.put(part.get(i), some.get(i));
            }
        });
        return deliveries.stream()
                .map(delivery -> Objects.requireNonNull(counts.get(delivery)))
                .toList();
    }

    @Override
    public Optional<DeliveryActivity> activity(DeliveryId delivery) {
        return shards.ask(of(delivery), store -> store.activity(delivery));
    }

    @Override
    public Optional<Instant> eventsSince() {
        return shards.readEach(Store::eventsSince).values().stream()
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder());
    }

    @Override
    public CampaignPage campaigns(CampaignQuery query) {
        return campaigns.page(query);
    }

    @Override
    public Optional<List<CampaignQuarter>> campaign(String name, PrivacyProfile profile, List<Long> bounds) {
        return campaigns.quarters(name, profile, bounds);
    }

    @Override
    public Optional<Map<FailureReason, Long>> campaignFailures(String name, long fromQuarter, long toQuarter) {
        return campaigns.failures(name, fromQuarter, toQuarter);
    }

    @Override
    public Judgements judgements() {
        return new ShardedJudgements(shards);
    }

    @Override
    public Statistics statistics(PrivacyProfile profile) {
        return new ShardedStatistics(shards, profile);
    }

    @Override
    public PurgeResult compactEventsBefore(Instant cutoff) {
        return step(store -> store.compactEventsBefore(cutoff));
    }

    @Override
    public PurgeResult deleteEventsBefore(Instant cutoff) {
        return step(store -> store.deleteEventsBefore(cutoff));
    }

    private PurgeResult step(Function<Store, PurgeResult> pass) {
        return shards.askEach(pass).values().stream()
                .reduce((some, others) ->
                        new PurgeResult(some.deleted() + others.deleted(), some.done() && others.done()))
                .orElseThrow();
    }

    @Override
    public RecountResult recount() {
        long counted = 0;
        long different = 0;
        List<String> differences = new ArrayList<>();
        for (int number : shards.numbers()) {
            RecountResult part = shards.ask(number, Store::recount);
            counted += part.events();
            different += part.different();
            differences.addAll(part.differences());
        }
        return new RecountResult(counted, differences, different);
    }

    @Override
    public EventHistory eventHistory() {
        return new ShardedHistory(shards);
    }

    @Override
    public EventFeed eventFeed() {
        return new ShardedFeed(shards);
    }

    @Override
    public Reports reports() {
        return new ShardedReports(shards);
    }

    @Override
    public Forwards forwards() {
        return new ShardedForwards(shards);
    }

    @Override
    public Pools pools() {
        return new ShardedPools(shards);
    }

    @Override
    public CampaignHolds campaignHolds() {
        return new ShardedHolds(shards);
    }

    @Override
    public DeletionLog deletions() {
        return new ShardedDeletions(shards);
    }

    @Override
    public AgentReduction agentReduction() {
        return (cutoff, reducer) -> step(store -> store.agentReduction().reduceBefore(cutoff, reducer));
    }

    @Override
    public Outbox outbox() {
        return outbox;
    }

    @Override
    public NodeLeases nodeLeases() {
        return leases;
    }

    @Override
    public Persons persons() {
        return persons;
    }

    @Override
    public Consents consents() {
        return new ShardedConsents(shards);
    }

    @Override
    public Topics topics() {
        return new ShardedTopics(shards);
    }

    /** A database that is unavailable was counted before, or repeats its erasures when it is back. */
    @Override
    public long erasures() {
        shards.askEach(Store::erasures).forEach(erasures::put);
        return erasures.values().stream().mapToLong(count -> count).sum();
    }

    @Override
    public Optional<ShardUpkeep> upkeep() {
        return Optional.of(upkeep);
    }

    @Override
    public Messages messages() {
        return new ShardedMessages(shards);
    }

    @Override
    public MessageViews messageViews() {
        return new ShardedViews(shards);
    }

    @Override
    public Webhooks webhooks() {
        return webhooks;
    }

    @Override
    public WebhookEvents webhookEvents() {
        return new ShardedWebhookEvents(shards, webhooks);
    }

    @Override
    public WebhookQueue webhookQueue() {
        return new ShardedWebhookQueue(shards, webhooks);
    }

    @Override
    public OpenNotices openNotices() {
        return (limit, composer) -> shards
                .askEach((store, number) -> store.openNotices().enqueue(limit, seen -> composer.apply(seen.in(number))))
                .values()
                .stream()
                .mapToInt(count -> count)
                .max()
                .orElse(0);
    }

    @Override
    public void close() {
        shards.close();
    }
}
