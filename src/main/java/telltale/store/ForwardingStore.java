package telltale.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.FailureReason;
import telltale.model.PrivacyProfile;

/** A store that leaves everything to another one, for stores that change some of it. */
public abstract class ForwardingStore implements Store {
    private final Store store;

    protected ForwardingStore(Store store) {
        this.store = store;
    }

    @Override
    public void insert(Delivery delivery) {
        store.insert(delivery);
    }

    @Override
    public void insertExternal(Delivery delivery, boolean pixel, List<String> links, PrivacyProfile profile) {
        store.insertExternal(delivery, pixel, links, profile);
    }

    @Override
    public boolean acceptExternal(DeliveryId delivery, Instant at, String detail, @Nullable String queueId) {
        return store.acceptExternal(delivery, at, detail, queueId);
    }

    @Override
    public long erasures() {
        return store.erasures();
    }

    @Override
    public AppendResult append(List<Event> events) {
        return store.append(events);
    }

    @Override
    public AppendResult replay(UUID spool, List<Event> events, long through) {
        return store.replay(spool, events, through);
    }

    @Override
    public AppendResult replay(UUID spool, SpooledEvents events) {
        return store.replay(spool, events);
    }

    @Override
    public LogReplay logReplay() {
        return store.logReplay();
    }

    @Override
    public long replayedThrough(UUID spool) {
        return store.replayedThrough(spool);
    }

    @Override
    public Optional<Delivery> delivery(DeliveryId id) {
        return store.delivery(id);
    }

    @Override
    public DeliveryPage deliveries(DeliveryQuery query) {
        return store.deliveries(query);
    }

    @Override
    public List<Event> events(DeliveryId delivery, int limit) {
        return store.events(delivery, limit);
    }

    @Override
    public EventHistory eventHistory() {
        return store.eventHistory();
    }

    @Override
    public EventFeed eventFeed() {
        return store.eventFeed();
    }

    @Override
    public List<OpenCounts> openCounts(List<DeliveryId> deliveries) {
        return store.openCounts(deliveries);
    }

    @Override
    public Optional<DeliveryActivity> activity(DeliveryId delivery) {
        return store.activity(delivery);
    }

    @Override
    public CampaignPage campaigns(CampaignQuery query) {
        return store.campaigns(query);
    }

    @Override
    public CampaignNames campaignNames(String part, @Nullable String before, int limit) {
        return store.campaignNames(part, before, limit);
    }

    @Override
    public Optional<List<CampaignQuarter>> campaign(String name, PrivacyProfile profile, List<Long> bounds) {
        return store.campaign(name, profile, bounds);
    }

    @Override
    public Optional<Map<FailureReason, Long>> campaignFailures(String name, long fromQuarter, long toQuarter) {
        return store.campaignFailures(name, fromQuarter, toQuarter);
    }

    @Override
    public CampaignHolds campaignHolds() {
        return store.campaignHolds();
    }

    @Override
    public Judgements judgements() {
        return store.judgements();
    }

    @Override
    public Statistics statistics(PrivacyProfile profile) {
        return store.statistics(profile);
    }

    @Override
    public PurgeResult compactEventsBefore(Instant cutoff) {
        return store.compactEventsBefore(cutoff);
    }

    @Override
    public PurgeResult deleteEventsBefore(Instant cutoff) {
        return store.deleteEventsBefore(cutoff);
    }

    @Override
    public AgentReduction agentReduction() {
        return store.agentReduction();
    }

    @Override
    public DeletionLog deletions() {
        return store.deletions();
    }

    @Override
    public Optional<Instant> eventsSince() {
        return store.eventsSince();
    }

    @Override
    public RecountResult recount() {
        return store.recount();
    }

    @Override
    public Persons persons() {
        return store.persons();
    }

    @Override
    public Consents consents() {
        return store.consents();
    }

    @Override
    public Pools pools() {
        return store.pools();
    }

    @Override
    public Outbox outbox() {
        return store.outbox();
    }

    @Override
    public Reports reports() {
        return store.reports();
    }

    @Override
    public NodeLeases nodeLeases() {
        return store.nodeLeases();
    }

    @Override
    public SendingQuota sendingQuota() {
        return store.sendingQuota();
    }

    @Override
    public Paces paces() {
        return store.paces();
    }

    @Override
    public Messages messages() {
        return store.messages();
    }

    @Override
    public MessageViews messageViews() {
        return store.messageViews();
    }

    @Override
    public Archives archives() {
        return store.archives();
    }

    @Override
    public Templates templates() {
        return store.templates();
    }

    @Override
    public Topics topics() {
        return store.topics();
    }

    @Override
    public Forwards forwards() {
        return store.forwards();
    }

    @Override
    public ApiKeys apiKeys() {
        return store.apiKeys();
    }

    @Override
    public SessionTable sessions() {
        return store.sessions();
    }

    @Override
    public OAuthTokenTable oauthTokens() {
        return store.oauthTokens();
    }

    @Override
    public SenderDomains senderDomains() {
        return store.senderDomains();
    }

    @Override
    public TestDeliveries testDeliveries() {
        return store.testDeliveries();
    }

    @Override
    public AuditTrail auditTrail() {
        return store.auditTrail();
    }

    @Override
    public OpenNotices openNotices() {
        return store.openNotices();
    }

    @Override
    public AdoptedLists adoptedLists() {
        return store.adoptedLists();
    }

    @Override
    public Webhooks webhooks() {
        return store.webhooks();
    }

    @Override
    public WebhookEvents webhookEvents() {
        return store.webhookEvents();
    }

    @Override
    public WebhookQueue webhookQueue() {
        return store.webhookQueue();
    }

    @Override
    public Shards shards() {
        return store.shards();
    }

    @Override
    public Optional<ShardUpkeep> upkeep() {
        return store.upkeep();
    }

    @Override
    public ShardTable shardTable() {
        return store.shardTable();
    }

    @Override
    public StoreHealth health() {
        return store.health();
    }

    @Override
    public void close() {
        store.close();
    }
}
