package telltale.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.Event;

/**
 * What Telltale remembers. Every method that writes has written durably when it returns, and has changed nothing when
 * it throws. All of them throw {@link StoreUnavailableException} while the database is away.
 */
public interface Store extends AutoCloseable {
    /** Remembers a new delivery. */
    void insert(Delivery delivery);

    /**
     * Remembers a new delivery that another mailer sends: it is {@code sending} until that says more.
     *
     * @param pixel whether that one gets HTML with a pixel
     */
    void insertSentElsewhere(Delivery delivery, boolean pixel);

    /** Notes that a server took a delivery that another mailer sends; false if none is under way. */
    boolean acceptElsewhere(DeliveryId delivery, Instant at, String detail);

    /**
     * Remembers events and counts them.
     *
     * @throws EventsRejectedException if the database will never take one of them; nothing was kept
     */
    AppendResult append(List<Event> events);

    /**
     * Remembers and counts what waited in a spool, and how far that spool was read, in one transaction. Those of the
     * events that it has read before are left out: a commit may have succeeded without its caller being told.
     *
     * @param spool the name of the spool
     * @param events in their order, without a gap
     * @param through the number of the last of them in the spool
     * @throws EventsRejectedException if the database will never take one of them; nothing was kept
     */
    AppendResult replay(UUID spool, List<Event> events, long through);

    /** How far a spool was read; 0 for one that never was. */
    long replayedThrough(UUID spool);

    Optional<Delivery> delivery(DeliveryId id);

    /** One page of deliveries, newest first. */
    DeliveryPage deliveries(DeliveryQuery query);

    /** What happened to a delivery, in order: the {@code limit} events that came last. */
    List<Event> events(DeliveryId delivery, int limit);

    /** What is counted for each of these deliveries, in their order. */
    List<OpenCounts> openCounts(List<DeliveryId> deliveries);

    /** What is counted for a delivery and what a judge needs of it; nothing if there is no such delivery. */
    Optional<DeliveryActivity> observed(DeliveryId delivery);

    /** One page of campaigns with what happened in a range of quarter hours, those with the newest mail first. */
    CampaignPage campaigns(CampaignQuery query);

    /**
     * What happened in a campaign between each of these quarters of an hour and the next of them; nothing if there is no
     * such campaign.
     *
     * @param bounds in their order
     * @return for each span in which something happened, all of it, as of the span's first quarter
     */
    Optional<List<CampaignQuarter>> campaign(String name, List<Long> bounds);

    /** What is said of the deliveries. */
    Judgements judgements();

    /** Takes one short step of a pass that deletes events that are older; counters stay. Not for two at a time. */
    PurgeResult deleteEventsBefore(Instant cutoff);

    /** Since when every event has its row; counters know of older ones, too. Empty before the first was deleted. */
    Optional<Instant> eventsSince();

    /** Counts everything again from the rows alone, and says where the counters differ. Nothing is changed. */
    RecountResult recount();

    /** Who gets mail, and what they have chosen. */
    Persons persons();

    /** The queue of deliveries to send. */
    Outbox outbox();

    /** The leases of nodes that send. */
    NodeLeases nodeLeases();

    /** The limit on mails sent a day. */
    SendingQuota sendingQuota();

    /** The stored messages. */
    Messages messages();

    /** The message templates. */
    Templates templates();

    /** The notices of first opens. */
    OpenNotices openNotices();

    /** Lists of networks that the owner adopted. */
    AdoptedLists adoptedLists();

    /** How the database is set up and whether it answers. */
    StoreHealth health();

    @Override
    void close();
}
