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

/**
 * The database of deliveries, events and everything derived from them. A method that writes has written durably when it
 * returns, and has changed nothing when it throws. All methods throw {@link StoreUnavailableException} while the
 * database is unavailable.
 */
public interface Store extends AutoCloseable {
    /** Stores a new delivery. */
    void insert(Delivery delivery);

    /**
     * Stores a new delivery that another mailer sends. It stays {@code sending} until {@link #acceptExternal}.
     *
     * @param pixel whether its HTML contains the tracking pixel
     */
    default void insertExternal(Delivery delivery, boolean pixel) {
        insertExternal(delivery, pixel, List.of(), PrivacyProfile.INDIVIDUAL);
    }

    /**
     * Stores a new delivery as {@link #insertExternal(Delivery, boolean)}, with its links and its profile.
     *
     * @param links the destinations of its links in the order of their numbers, to be kept with its campaign
     */
    void insertExternal(Delivery delivery, boolean pixel, List<String> links, PrivacyProfile profile);

    /**
     * Marks a delivery that another mailer sends as accepted.
     *
     * @param queueId the identifier that the mail server gave the mail, or null
     * @return false unless it is {@code sending}
     */
    boolean acceptExternal(DeliveryId delivery, Instant at, String detail, @Nullable String queueId);

    /** The number of persons that were erased so far, by any node. */
    default long erasures() {
        return 0;
    }

    /**
     * Stores events and counts them.
     *
     * @throws EventsRejectedException if the database rejects one of them for its content; nothing was stored
     */
    AppendResult append(List<Event> events);

    /**
     * Stores and counts events from a spool, with the position reached in that spool, in one transaction. Idempotent:
     * events stored before are skipped, since the response to a successful commit may have been lost.
     *
     * @param spool the id of the spool
     * @param events consecutive events, in order
     * @param through the number of the last of them in the spool
     * @throws EventsRejectedException if the database rejects one of them for its content; nothing was stored
     */
    AppendResult replay(UUID spool, List<Event> events, long through);

    /** How far a replicated log was read. */
    LogReplay logReplay();

    /**
     * Stores and counts some of the events in a spool, with the position reached in that spool, in one transaction; those up to the
     * position that was reached before are skipped. Only a database that nodes share does.
     *
     * @throws EventsRejectedException if the database rejects one of them for its content; nothing was stored
     */
    default AppendResult replay(UUID spool, SpooledEvents events) {
        throw new UnsupportedOperationException(String.valueOf(spool));
    }

    /** The position reached in a spool; 0 for an unknown spool. */
    long replayedThrough(UUID spool);

    /** A delivery. */
    Optional<Delivery> delivery(DeliveryId id);

    /** A page of deliveries, newest first. */
    DeliveryPage deliveries(DeliveryQuery query);

    /** The newest {@code limit} events of a delivery, oldest first. */
    List<Event> events(DeliveryId delivery, int limit);

    /** The events of deliveries by time. */
    EventHistory eventHistory();

    /** The events in the order of storing. */
    EventFeed eventFeed();

    /** The counters of each of these deliveries, in order. */
    List<OpenCounts> openCounts(List<DeliveryId> deliveries);

    /** The counters and the evidence of a delivery; empty if it does not exist. */
    Optional<DeliveryActivity> activity(DeliveryId delivery);

    /** A page of campaigns with their counts in a range of quarter hours, newest campaign first. */
    CampaignPage campaigns(CampaignQuery query);

    /**
     * A page of the names of campaigns, newest campaign first.
     *
     * @param part what the names contain, in any case of ASCII letters; empty for all
     * @param before the name of the campaign before whose creation the page begins, or null for the newest
     */
    CampaignNames campaignNames(String part, @Nullable String before, int limit);

    /**
     * The counts of a campaign between each of these quarter hours and the next one; empty if the campaign does not exist.
     *
     * @param profile the profile of the mails whose opens and clicks are counted; deliveries of all profiles are
     * @param bounds quarter hours in order
     * @return the counts of each span that is not empty, under the first quarter of the span
     */
    Optional<List<CampaignQuarter>> campaign(String name, PrivacyProfile profile, List<Long> bounds);

    /**
     * The number of a campaign's deliveries that failed or bounced, by reason; empty if the campaign does not exist.
     *
     * @param fromQuarter the first quarter hour in which they were created
     * @param toQuarter the quarter hour at which counting ends, exclusive
     */
    Optional<Map<FailureReason, Long>> campaignFailures(String name, long fromQuarter, long toQuarter);

    /** The campaigns whose mails are held. */
    CampaignHolds campaignHolds();

    /** The judgements of deliveries. */
    Judgements judgements();

    /** The statistics of campaigns and of all mail, as far as it was sent under a profile. */
    Statistics statistics(PrivacyProfile profile);

    /**
     * Runs one short step of a pass that compacts older events, whose verdicts are final, to a summary of each delivery. Not to be called
     * concurrently.
     */
    PurgeResult compactEventsBefore(Instant cutoff);

    /** Runs one short step of a pass that deletes older events and their summaries; counters stay. Not to be called concurrently. */
    PurgeResult deleteEventsBefore(Instant cutoff);

    /** The copy of the database that statistics are read from; empty if there is none. */
    default Optional<ReadCopy> copy() {
        return Optional.empty();
    }

    /** The reduction of user agents. */
    AgentReduction agentReduction();

    /** What was deleted because it was old. */
    DeletionLog deletions();

    /** The time since which events still have rows; counters include older ones. Empty before the first deletion. */
    Optional<Instant> eventsSince();

    /** Recounts everything from the rows and compares the counters. Changes nothing. */
    RecountResult recount();

    /** The recipients and their preferences. */
    Persons persons();

    /** The consent ledger. */
    Consents consents();

    /** The pools of recipients who share a pixel. */
    Pools pools();

    /** The queue of deliveries to send. */
    Outbox outbox();

    /** The mails that came back. */
    Reports reports();

    /** The leases of nodes that send. */
    NodeLeases nodeLeases();

    /** The limit on mails sent a day. */
    SendingQuota sendingQuota();

    /** The paces of providers. */
    Paces paces();

    /** The stored messages. */
    Messages messages();

    /** The web pages of messages. */
    MessageViews messageViews();

    /** The published messages. */
    Archives archives();

    /** The message templates. */
    Templates templates();

    /** The topics of bulk mail. */
    Topics topics();

    /** The replies to forward. */
    Forwards forwards();

    /** The API keys. */
    ApiKeys apiKeys();

    /** The sessions of signed-in browsers. */
    SessionTable sessions();

    /** The OAuth tokens of accounts at mail servers. */
    OAuthTokenTable oauthTokens();

    /** The domains of senders. */
    SenderDomains senderDomains();

    /** The test deliveries of the self-test. */
    TestDeliveries testDeliveries();

    /** The rows of the audit log. */
    AuditTrail auditTrail();

    /** The notices of first opens. */
    OpenNotices openNotices();

    /** The adopted network lists. */
    AdoptedLists adoptedLists();

    /** The endpoints that events are sent to. */
    Webhooks webhooks();

    /** The events for webhooks. */
    WebhookEvents webhookEvents();

    /** The events that wait for each endpoint. */
    WebhookQueue webhookQueue();

    /** The databases that store messages. */
    default Shards shards() {
        return Shards.ONE;
    }

    /** The work that keeps further databases in use; empty if there can be none. */
    default Optional<ShardUpkeep> upkeep() {
        return Optional.empty();
    }

    /** What this database knows about others; only one that nodes share does. */
    default ShardTable shardTable() {
        throw new UnsupportedOperationException("this database has no others beside it");
    }

    /** The state and configuration of the database. */
    StoreHealth health();

    @Override
    void close();
}
