package telltale.recording;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.FailureReason;
import telltale.model.PrivacyProfile;
import telltale.store.AdoptedLists;
import telltale.store.AppendResult;
import telltale.store.CampaignNames;
import telltale.store.CampaignPage;
import telltale.store.CampaignQuarter;
import telltale.store.CampaignQuery;
import telltale.store.Consents;
import telltale.store.DeliveryActivity;
import telltale.store.DeliveryPage;
import telltale.store.DeliveryQuery;
import telltale.store.EventFeed;
import telltale.store.EventHistory;
import telltale.store.EventsRejectedException;
import telltale.store.Judgements;
import telltale.store.LogReplay;
import telltale.store.OpenCounts;
import telltale.store.Persons;
import telltale.store.Pools;
import telltale.store.PurgeResult;
import telltale.store.RecountResult;
import telltale.store.Store;
import telltale.store.StoreHealth;
import telltale.store.StoreUnavailableException;

/** A store for events only that commits and fails under the control of a test. */
final class GatedStore implements Store {
    /** Each permit lets one batch commit. */
    final Semaphore commits = new Semaphore(0);

    private final List<List<Event>> batches = new ArrayList<>();
    private volatile boolean unavailable;
    private volatile String poison = "none is rejected";
    private volatile String overflowing = "none overflows";
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    void stop() {
        unavailable = true;
    }

    void resume() {
        unavailable = false;
    }

    /** Rejects batches that contain an event with this user agent. */
    void reject(String agent) {
        poison = agent;
    }

    /** Fails with a stack overflow for batches that contain an event with this user agent. */
    void overflowOn(String agent) {
        overflowing = agent;
    }

    /** Makes the next call that stores events throw this; further failures are for the calls after it. */
    void failWith(Throwable failure) {
        failures.add(failure);
    }

    synchronized List<List<Event>> batches() {
        return List.copyOf(batches);
    }

    @Override
    public AppendResult append(List<Event> events) {
        commits.acquireUninterruptibly();
        Throwable failure = failures.poll();
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        if (events.stream().anyMatch(event -> event.client().agent().equals(overflowing))) {
            throw new StackOverflowError();
        }
        if (unavailable) {
            throw new StoreUnavailableException("storing events", new IllegalStateException("set by the test"));
        }
        if (events.stream().anyMatch(event -> event.client().agent().equals(poison))) {
            throw new EventsRejectedException(new IllegalStateException("set by the test"));
        }
        synchronized (this) {
            batches.add(List.copyOf(events));
        }
        return new AppendResult(events.size(), 0, 0);
    }

    @Override
    public AppendResult replay(UUID spool, List<Event> events, long through) {
        return events.isEmpty() && !unavailable ? new AppendResult(0, 0, 0) : append(events);
    }

    @Override
    public LogReplay logReplay() {
        throw new UnsupportedOperationException();
    }

    @Override
    public long replayedThrough(UUID spool) {
        return 0;
    }

    @Override
    public void insert(Delivery delivery) {
        throw new UnsupportedOperationException();
    }

    @Override
    public telltale.store.Outbox outbox() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Map<FailureReason, Long>> campaignFailures(String name, long fromQuarter, long toQuarter) {
        throw new UnsupportedOperationException();
    }

    @Override
    public telltale.store.Statistics statistics(PrivacyProfile profile) {
        throw new UnsupportedOperationException();
    }

    @Override
    public telltale.store.CampaignHolds campaignHolds() {
        throw new UnsupportedOperationException();
    }

    @Override
    public telltale.store.Reports reports() {
        throw new UnsupportedOperationException();
    }

    @Override
    public telltale.store.NodeLeases nodeLeases() {
        throw new UnsupportedOperationException();
    }

    @Override
    public telltale.store.Paces paces() {
        throw new UnsupportedOperationException();
    }

    @Override
    public telltale.store.SendingQuota sendingQuota() {
        throw new UnsupportedOperationException();
    }

    @Override
    public telltale.store.Messages messages() {
        throw new UnsupportedOperationException();
    }

    @Override
    public telltale.store.MessageViews messageViews() {
        throw new UnsupportedOperationException();
    }

    @Override
    public telltale.store.Archives archives() {
        throw new UnsupportedOperationException();
    }

    @Override
    public telltale.store.Templates templates() {
        throw new UnsupportedOperationException();
    }

    @Override
    public telltale.store.Topics topics() {
        throw new UnsupportedOperationException();
    }

    @Override
    public telltale.store.Forwards forwards() {
        throw new UnsupportedOperationException();
    }

    @Override
    public telltale.store.SenderDomains senderDomains() {
        throw new UnsupportedOperationException();
    }

    @Override
    public telltale.store.Webhooks webhooks() {
        throw new UnsupportedOperationException();
    }

    @Override
    public telltale.store.WebhookEvents webhookEvents() {
        throw new UnsupportedOperationException();
    }

    @Override
    public telltale.store.WebhookQueue webhookQueue() {
        throw new UnsupportedOperationException();
    }

    @Override
    public telltale.store.OAuthTokenTable oauthTokens() {
        throw new UnsupportedOperationException();
    }

    @Override
    public telltale.store.TestDeliveries testDeliveries() {
        throw new UnsupportedOperationException();
    }

    @Override
    public telltale.store.AuditTrail auditTrail() {
        throw new UnsupportedOperationException();
    }

    @Override
    public telltale.store.ApiKeys apiKeys() {
        throw new UnsupportedOperationException();
    }

    @Override
    public telltale.store.SessionTable sessions() {
        throw new UnsupportedOperationException();
    }

    @Override
    public telltale.store.OpenNotices openNotices() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Delivery> delivery(DeliveryId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public DeliveryPage deliveries(DeliveryQuery query) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Event> events(DeliveryId delivery, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<DeliveryActivity> activity(DeliveryId delivery) {
        throw new UnsupportedOperationException();
    }

    @Override
    public EventHistory eventHistory() {
        throw new UnsupportedOperationException();
    }

    @Override
    public telltale.store.AgentReduction agentReduction() {
        throw new UnsupportedOperationException();
    }

    @Override
    public telltale.store.DeletionLog deletions() {
        throw new UnsupportedOperationException();
    }

    @Override
    public EventFeed eventFeed() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<OpenCounts> openCounts(List<DeliveryId> deliveries) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CampaignPage campaigns(CampaignQuery query) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CampaignNames campaignNames(String part, @Nullable String before, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<List<CampaignQuarter>> campaign(String name, PrivacyProfile profile, List<Long> bounds) {
        throw new UnsupportedOperationException();
    }

    @Override
    public AdoptedLists adoptedLists() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Judgements judgements() {
        throw new UnsupportedOperationException();
    }

    @Override
    public PurgeResult compactEventsBefore(Instant cutoff) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PurgeResult deleteEventsBefore(Instant cutoff) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Instant> eventsSince() {
        throw new UnsupportedOperationException();
    }

    @Override
    public RecountResult recount() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void insertExternal(Delivery delivery, boolean pixel, List<String> links, PrivacyProfile profile) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean acceptExternal(DeliveryId delivery, Instant at, String detail, @Nullable String queueId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Persons persons() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Pools pools() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Consents consents() {
        throw new UnsupportedOperationException();
    }

    @Override
    public StoreHealth health() {
        return new StoreHealth(true, java.util.Map.of());
    }

    @Override
    public void close() {}
}
