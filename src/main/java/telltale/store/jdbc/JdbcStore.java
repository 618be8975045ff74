package telltale.store.jdbc;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.Event;
import telltale.model.FailureReason;
import telltale.model.PersonKey;
import telltale.model.PrivacyProfile;
import telltale.store.AdoptedLists;
import telltale.store.AgentReduction;
import telltale.store.ApiKeys;
import telltale.store.AppendResult;
import telltale.store.Archives;
import telltale.store.AuditTrail;
import telltale.store.CampaignHolds;
import telltale.store.CampaignNames;
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
import telltale.store.Forwards;
import telltale.store.Judgements;
import telltale.store.LogReplay;
import telltale.store.MessageViews;
import telltale.store.Messages;
import telltale.store.NodeLeases;
import telltale.store.OAuthTokenTable;
import telltale.store.OpenCounts;
import telltale.store.OpenNotices;
import telltale.store.Outbox;
import telltale.store.Paces;
import telltale.store.Persons;
import telltale.store.Pools;
import telltale.store.PurgeResult;
import telltale.store.RecountResult;
import telltale.store.Reports;
import telltale.store.SenderDomains;
import telltale.store.SendingQuota;
import telltale.store.SessionTable;
import telltale.store.ShardTable;
import telltale.store.SpooledEvents;
import telltale.store.Statistics;
import telltale.store.Store;
import telltale.store.StoreHealth;
import telltale.store.Templates;
import telltale.store.TestDeliveries;
import telltale.store.Topics;
import telltale.store.WebhookEvents;
import telltale.store.WebhookQueue;
import telltale.store.Webhooks;

/** The store in a relational database; creates the classes behind its ports. */
public class JdbcStore implements Store {
    private final Database database;
    private final Dialect dialect;
    private final EventTable events;
    private final CampaignCounters campaigns;
    private final JdbcJudgements judgements;
    private final UUID node;
    private final JdbcPersons persons;
    private final JdbcTopics topics;
    private final JdbcForwards forwards;
    private final JdbcReports reports;
    private final DeliveryTable deliveries;
    private final JdbcOutbox outbox;
    private final JdbcCampaignHolds holds;
    private final NodeLeases leases;
    private final JdbcMessages messages;
    private final JdbcOpenNotices notices;
    private final EventHistory history;
    private final JdbcWebhooks webhooks;
    private final DeliveryActivities activities;

    /**
     * Creates the store on a database whose tables exist by the first call.
     *
     * @param shard the shard of the campaign counters that this node writes
     * @param dialect the SQL in which the databases differ
     * @param node the unique id of this node
     * @param keys returns the key of the person with an address; empty in a process without keys
     */
    public JdbcStore(
            Database database,
            EventTable events,
            int shard,
            Dialect dialect,
            UUID node,
            Function<EmailAddress, Optional<PersonKey>> keys) {
        this.database = database;
        this.events = events;
        this.campaigns = new CampaignCounters(shard);
        this.dialect = dialect;
        this.judgements = new JdbcJudgements(database, events, shard, dialect.recipientDomain(), dialect.skipLocked());
        this.node = node;
        PersonErasure erasure = new PersonErasure(database, events, campaigns, shard, dialect.lockRows());
        this.topics = new JdbcTopics(database);
        PersonTopics personTopics = new PersonTopics(database, topics);
        this.persons = new JdbcPersons(database, keys, erasure, personTopics, dialect);
        this.deliveries = new DeliveryTable(
                database,
                campaigns,
                persons,
                personTopics,
                new DeliverySearch(database, persons, dialect.recipientDomain()));
        this.activities = new DeliveryActivities(deliveries, judgements, events);
        MessageTables tables = new MessageTables(database);
        Enqueuer enqueuer = new Enqueuer(database, campaigns, persons, personTopics, tables, node);
        OutboxRecovery recovery = new OutboxRecovery(database, campaigns, dialect);
        this.outbox = new JdbcOutbox(database, campaigns, persons, enqueuer, recovery, node, dialect);
        this.holds = new JdbcCampaignHolds(database, campaigns.reports(), dialect);
        this.leases = dialect.isShared()
                ? new SharedNodeLeases(database, recovery, node, dialect)
                : new SingleNodeLeases(recovery, node);
        this.messages = new JdbcMessages(database, tables, recovery, dialect);
        ReportTable reportTable = new ReportTable(database);
        this.forwards = new JdbcForwards(database, dialect);
        this.reports = new JdbcReports(
                database,
                persons,
                reportTable,
                new ReportedDeliveries(database, reportTable, persons, dialect),
                new ReportEffects(database, reportTable, persons, campaigns, campaigns.reports(), judgements),
                forwards,
                deliveries,
                dialect);
        this.history = new JdbcEventHistory(database, events, deliveries);
        this.notices = new JdbcOpenNotices(database, enqueuer, dialect);
        this.webhooks = new JdbcWebhooks(database, dialect);
    }

    @Override
    public void insert(Delivery delivery) {
        deliveries.insert(delivery, node, true, List.of(), PrivacyProfile.INDIVIDUAL);
    }

    @Override
    public void insertExternal(Delivery delivery, boolean pixel, List<String> links, PrivacyProfile profile) {
        deliveries.insert(delivery, DeliveryTable.EXTERNAL, pixel, links, profile);
    }

    @Override
    public boolean acceptExternal(DeliveryId delivery, Instant at, String detail, @Nullable String queueId) {
        return deliveries.acceptExternal(delivery, at, detail, queueId);
    }

    @Override
    public Optional<Delivery> delivery(DeliveryId id) {
        return deliveries.find(id);
    }

    @Override
    public DeliveryPage deliveries(DeliveryQuery query) {
        return deliveries.page(query);
    }

    @Override
    public AppendResult append(List<Event> batch) {
        return database.unlessRejected(() -> events.append(batch));
    }

    @Override
    public AppendResult replay(UUID spool, List<Event> batch, long through) {
        return database.unlessRejected(() -> events.replay(spool, batch, through));
    }

    @Override
    public AppendResult replay(UUID spool, SpooledEvents some) {
        return database.unlessRejected(() -> events.replay(spool, some));
    }

    @Override
    public long replayedThrough(UUID spool) {
        return database.read(
                "reading the position in the spool",
                connection -> EventTable.replayedThrough(database, connection, spool));
    }

    @Override
    public LogReplay logReplay() {
        return new JdbcLogReplay(database, events, dialect);
    }

    @Override
    public long erasures() {
        return database.read("reading the number of erasures", PreferenceCache::erasures);
    }

    @Override
    public List<Event> events(DeliveryId delivery, int limit) {
        return database.read("reading events", connection -> {
            List<Event> inOrder = events.newest(connection, delivery, limit);
            Collections.reverse(inOrder);
            return inOrder;
        });
    }

    @Override
    public EventHistory eventHistory() {
        return history;
    }

    @Override
    public EventFeed eventFeed() {
        return events.feed();
    }

    @Override
    public List<OpenCounts> openCounts(List<DeliveryId> ids) {
        Map<UUID, OpenCounts> found =
                database.read("reading counters", connection -> deliveries.counts(connection, ids));
        return ids.stream()
                .map(delivery -> found.getOrDefault(delivery.value(), OpenCounts.NONE))
                .toList();
    }

    @Override
    public Optional<DeliveryActivity> activity(DeliveryId delivery) {
        return database.readConsistently(
                "reading the activity of a delivery", connection -> activities.of(connection, delivery));
    }

    @Override
    public CampaignPage campaigns(CampaignQuery query) {
        return database.read("listing campaigns", connection -> campaigns.page(connection, query));
    }

    @Override
    public CampaignNames campaignNames(String part, @Nullable String before, int limit) {
        return database.read(
                "listing the names of campaigns", connection -> campaigns.names(connection, part, before, limit));
    }

    @Override
    public Optional<List<CampaignQuarter>> campaign(String name, PrivacyProfile profile, List<Long> bounds) {
        return database.read("reading a campaign", connection -> campaigns.quarters(connection, name, profile, bounds));
    }

    @Override
    public Optional<Map<FailureReason, Long>> campaignFailures(String name, long fromQuarter, long toQuarter) {
        return database.read(
                "reading the failures of a campaign",
                connection -> campaigns.failures(connection, database, name, fromQuarter, toQuarter));
    }

    @Override
    public CampaignHolds campaignHolds() {
        return holds;
    }

    @Override
    public Judgements judgements() {
        return judgements;
    }

    @Override
    public Statistics statistics(PrivacyProfile profile) {
        return statistics(database, profile);
    }

    /** The statistics as they are in a database. */
    protected Statistics statistics(Database from, PrivacyProfile profile) {
        return new JdbcStatistics(from, dialect, profile);
    }

    @Override
    public PurgeResult compactEventsBefore(Instant cutoff) {
        return events.compactBefore(cutoff);
    }

    @Override
    public PurgeResult deleteEventsBefore(Instant cutoff) {
        return events.deleteBefore(cutoff);
    }

    @Override
    public AgentReduction agentReduction() {
        return new JdbcAgentReduction(database, events.agents(), judgements);
    }

    @Override
    public DeletionLog deletions() {
        return new JdbcDeletionLog(database);
    }

    @Override
    public Optional<Instant> eventsSince() {
        return database.read("reading the time since which events have rows", events::since);
    }

    @Override
    public RecountResult recount() {
        return database.snapshot("recounting", events::recount);
    }

    @Override
    public Persons persons() {
        return persons;
    }

    @Override
    public Consents consents() {
        return new JdbcConsents(database, persons);
    }

    @Override
    public Pools pools() {
        return new JdbcPools(database);
    }

    @Override
    public Reports reports() {
        return reports;
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
    public SendingQuota sendingQuota() {
        return new JdbcSendingQuota(database);
    }

    @Override
    public Paces paces() {
        return new JdbcPaces(database, dialect);
    }

    @Override
    public Messages messages() {
        return messages;
    }

    @Override
    public MessageViews messageViews() {
        return new JdbcMessageViews(database);
    }

    @Override
    public Archives archives() {
        return new JdbcArchives(database);
    }

    @Override
    public Templates templates() {
        return new JdbcTemplates(database);
    }

    @Override
    public Topics topics() {
        return topics;
    }

    @Override
    public Forwards forwards() {
        return forwards;
    }

    @Override
    public ApiKeys apiKeys() {
        return new JdbcApiKeys(database);
    }

    @Override
    public SessionTable sessions() {
        return new JdbcSessionTable(database);
    }

    @Override
    public OAuthTokenTable oauthTokens() {
        return new JdbcOAuthTokenTable(database, dialect);
    }

    @Override
    public SenderDomains senderDomains() {
        return new JdbcSenderDomains(database);
    }

    @Override
    public TestDeliveries testDeliveries() {
        return new JdbcTestDeliveries(database);
    }

    @Override
    public AuditTrail auditTrail() {
        return new JdbcAuditTrail(database, dialect);
    }

    @Override
    public OpenNotices openNotices() {
        return notices;
    }

    @Override
    public AdoptedLists adoptedLists() {
        return new JdbcAdoptedLists(database);
    }

    @Override
    public Webhooks webhooks() {
        return webhooks;
    }

    @Override
    public WebhookEvents webhookEvents() {
        return new JdbcWebhookEvents(database, webhooks, judgements, new SecureRandom(), dialect);
    }

    @Override
    public WebhookQueue webhookQueue() {
        return new JdbcWebhookQueue(database, node, dialect);
    }

    @Override
    public ShardTable shardTable() {
        return new JdbcShardTable(database, campaigns, persons, dialect);
    }

    @Override
    public StoreHealth health() {
        return database.health();
    }

    @Override
    public void close() {
        database.close();
    }
}
