package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.PersonKey;
import telltale.store.AdoptedLists;
import telltale.store.AppendResult;
import telltale.store.CampaignPage;
import telltale.store.CampaignQuarter;
import telltale.store.CampaignQuery;
import telltale.store.DeliveryActivity;
import telltale.store.DeliveryPage;
import telltale.store.DeliveryQuery;
import telltale.store.EventsRejectedException;
import telltale.store.Evidence;
import telltale.store.Judgements;
import telltale.store.LinkCount;
import telltale.store.Messages;
import telltale.store.OpenCounts;
import telltale.store.NodeLeases;
import telltale.store.OpenNotices;
import telltale.store.Outbox;
import telltale.store.Persons;
import telltale.store.PurgeResult;
import telltale.store.RecountResult;
import telltale.store.SendingQuota;
import telltale.store.Store;
import telltale.store.StoreHealth;
import telltale.store.StoreUnavailableException;
import telltale.store.Templates;

/** The store in a relational database. */
public final class JdbcStore implements Store {
    /** In place of a node, for what another mailer sends. */
    private static final UUID ELSEWHERE = new UUID(0, 1);
    /** So many of a delivery's newest events are looked at for its links. */
    private static final int MOST_EVENTS = 10_000;

    private static final String SELECT_DELIVERY = """
            select d.id, d.recipient, c.name, d.subject, d.state, d.accepted_at, d.detail
            from deliveries d left join campaigns c on c.number = d.campaign
            """;

    private final Database database;
    private final EventTable events;
    private final CampaignCounters campaigns;
    private final JdbcJudgements judgements;
    private final UUID node;
    private final JdbcPersons persons;
    private final JdbcOutbox outbox;
    private final NodeLeases leases;
    private final JdbcMessages messages;
    private final JdbcOpenNotices notices;

    /**
     * Makes the store on a database that has its tables, or has them before the first call.
     *
     * @param shard which of the campaign counters this node writes
     * @param dialect the SQL that only this kind of database understands
     * @param node the name of this node, which no other one has
     * @param keys returns the key of the person with an address; empty where this process knows no persons
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
        this.judgements = new JdbcJudgements(database, events, shard, dialect.recipientDomain(), dialect.skipLocked());
        this.node = node;
        PersonErasure erasure = new PersonErasure(events, campaigns, shard, dialect.lockRows());
        this.persons = new JdbcPersons(database, keys, erasure, dialect.isShared());
        MessageTables tables = new MessageTables(database);
        Enqueuer enqueuer = new Enqueuer(database, campaigns, persons, tables, node);
        OutboxRecovery recovery = new OutboxRecovery(database, campaigns, dialect);
        this.outbox = new JdbcOutbox(database, campaigns, persons, enqueuer, recovery, node, dialect);
        this.leases = dialect.isShared()
                ? new SharedNodeLeases(database, recovery, node, dialect)
                : new SingleNodeLeases(recovery, node);
        this.messages = new JdbcMessages(database, tables, recovery, dialect);
        this.notices = new JdbcOpenNotices(database, enqueuer, dialect);
    }

    @Override
    public void insert(Delivery delivery) {
        insert(delivery, node, true);
    }

    @Override
    public void insertSentElsewhere(Delivery delivery, boolean pixel) {
        insert(delivery, ELSEWHERE, pixel);
    }

    private void insert(Delivery delivery, UUID sender, boolean pixel) {
        database.write("storing a delivery", connection -> {
            try (PreparedStatement insert = connection.prepareStatement("""
                    insert into deliveries
                    (id, created_at, recipient, campaign, subject, state, accepted_at, detail, node, person, pixel)
                    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")) {
                database.setId(insert, 1, delivery.id().value());
                insert.setLong(2, delivery.createdAt().toEpochMilli());
                insert.setString(3, delivery.to().toString());
                Long campaign = campaigns.number(connection, delivery.campaign());
                RowMapping.setLong(insert, 4, campaign);
                insert.setString(5, delivery.subject());
                insert.setString(6, delivery.state().word());
                RowMapping.setLong(insert, 7, RowMapping.millis(delivery.acceptedAt()));
                insert.setString(8, delivery.detail());
                database.setId(insert, 9, sender);
                RowMapping.setLong(
                        insert,
                        10,
                        persons.numbers(connection, List.of(delivery.to())).get(delivery.to()));
                insert.setInt(11, pixel ? 1 : 0);
                insert.executeUpdate();
                campaigns.add(connection, campaign, delivery.createdAt(), delivery.state());
                return true;
            }
        });
    }

    @Override
    public boolean acceptElsewhere(DeliveryId delivery, Instant at, String detail) {
        return database.write("storing that another mailer sent", connection -> {
            try (PreparedStatement update = connection.prepareStatement("""
                    update deliveries set state = 'accepted', accepted_at = ?, detail = ?
                    where id = ? and state = 'sending' and node = ?
                    returning campaign, created_at""")) {
                update.setLong(1, at.toEpochMilli());
                update.setString(2, detail);
                database.setId(update, 3, delivery.value());
                database.setId(update, 4, ELSEWHERE);
                return campaigns.step(connection, update, DeliveryState.ACCEPTED) == 1;
            }
        });
    }

    @Override
    public AppendResult append(List<Event> batch) {
        return unlessRejected(() -> events.append(batch));
    }

    @Override
    public AppendResult replay(UUID spool, List<Event> batch, long through) {
        return unlessRejected(() -> events.replay(spool, batch, through));
    }

    private AppendResult unlessRejected(Supplier<AppendResult> storing) {
        try {
            return storing.get();
        } catch (StoreUnavailableException failed) {
            if (failed.getCause() instanceof SQLException cause && database.isRejection(cause)) {
                throw new EventsRejectedException(cause);
            }
            throw failed;
        }
    }

    @Override
    public long replayedThrough(UUID spool) {
        return database.read(
                "reading how far the spool was replayed", connection -> replayedThrough(database, connection, spool));
    }

    public static long replayedThrough(Database database, Connection connection, UUID spool) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select through from replays where spool = ?")) {
            database.setId(select, 1, spool);
            Long through = RowMapping.first(select);
            return through == null ? 0 : through;
        }
    }

    @Override
    public Optional<Delivery> delivery(DeliveryId id) {
        return database.read("reading a delivery", connection -> {
            try (PreparedStatement select = connection.prepareStatement(SELECT_DELIVERY + "where d.id = ?")) {
                database.setId(select, 1, id.value());
                return readDeliveries(select).stream().findFirst();
            }
        });
    }

    @Override
    public DeliveryPage deliveries(DeliveryQuery query) {
        List<Binding> values = new ArrayList<>();
        StringBuilder where = new StringBuilder("where 1 = 1");
        EmailAddress to = query.to();
        if (to != null) {
            // Mails from before persons were known have none.
            where.append(" and (d.person = ? or (d.person is null and lower(d.recipient) = lower(?)))");
            values.add((select, position) -> {
                Long person = persons.numberOf(select.getConnection(), to);
                select.setLong(position, person == null ? 0 : person);
            });
            values.add(text(to.toString()));
        }
        if (query.campaign() != null) {
            where.append(" and ")
                    .append(plain("d.campaign", to))
                    .append(" = (select number from campaigns where name = ?)");
            values.add(text(query.campaign()));
        }
        if (query.state() != null) {
            where.append(" and ").append(plain("d.state", to)).append(" = ?");
            values.add(text(query.state().word()));
        }
        DeliveryId before = query.before();
        if (before != null) {
            where.append(" and d.id < ?");
            values.add((select, position) -> database.setId(select, position, before.value()));
        }
        return database.read("listing deliveries", connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement(SELECT_DELIVERY + where + " order by d.id desc limit ?")) {
                int position = 0;
                for (Binding value : values) {
                    value.bind(select, ++position);
                }
                select.setInt(position + 1, query.limit() + 1);
                return page(readDeliveries(select), query.limit());
            }
        });
    }

    /** A column; where a recipient is asked for, of whose mails there are few, one that no index is chosen for. */
    private static String plain(String column, @Nullable EmailAddress recipient) {
        return recipient == null ? column : "coalesce(" + column + ", null)";
    }

    /** A value for a question mark. */
    @FunctionalInterface
    private interface Binding {
        void bind(PreparedStatement statement, int position) throws SQLException;
    }

    private static Binding text(String value) {
        return (statement, position) -> statement.setString(position, value);
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
    public List<OpenCounts> openCounts(List<DeliveryId> deliveries) {
        Map<UUID, OpenCounts> found = database.read("reading counters", connection -> opens(connection, deliveries));
        return deliveries.stream()
                .map(delivery -> found.getOrDefault(delivery.value(), OpenCounts.NONE))
                .toList();
    }

    @Override
    public Optional<DeliveryActivity> observed(DeliveryId delivery) {
        return database.readAtOnce("reading what is known of a delivery", connection -> {
            Optional<Evidence> evidence = judgements.evidence(connection, delivery);
            return evidence.isEmpty() ? Optional.empty() : Optional.of(observed(connection, evidence.get()));
        });
    }

    private DeliveryActivity observed(Connection connection, Evidence evidence) throws SQLException {
        DeliveryId delivery = evidence.delivery();
        OpenCounts counts = opens(connection, List.of(delivery)).getOrDefault(delivery.value(), OpenCounts.NONE);
        return new DeliveryActivity(counts, counts.clicks() == 0 ? List.of() : links(connection, evidence), evidence);
    }

    private List<LinkCount> links(Connection connection, Evidence evidence) throws SQLException {
        List<Event> rows = evidence.events().size() < Evidence.MOST_EVENTS
                ? evidence.events()
                : events.newest(connection, evidence.delivery(), MOST_EVENTS);
        Map<Integer, Long> links = rows.stream()
                .filter(event -> event.kind() == EventKind.CLICK)
                .collect(Collectors.groupingBy(Event::link, TreeMap::new, Collectors.counting()));
        return links.entrySet().stream()
                .map(link -> new LinkCount(link.getKey(), link.getValue()))
                .toList();
    }

    private Map<UUID, OpenCounts> opens(Connection connection, List<DeliveryId> deliveries) throws SQLException {
        Map<UUID, OpenCounts> found = new HashMap<>();
        if (deliveries.isEmpty()) {
            return found;
        }
        try (PreparedStatement select =
                connection.prepareStatement("""
                select d.id, sum(case c.kind when ? then c.events else 0 end), sum(case c.kind when ? then c.events else 0 end)
                from deliveries d join delivery_counters c on c.delivery = d.number
                where d.id in (?""" + ", ?".repeat(deliveries.size() - 1) + ") group by d.id")) {
            select.setInt(1, EventKind.OPEN.number());
            select.setInt(2, EventKind.CLICK.number());
            for (int i = 0; i < deliveries.size(); i++) {
                database.setId(select, i + 3, deliveries.get(i).value());
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.put(database.id(row, 1), new OpenCounts(row.getLong(2), row.getLong(3)));
                }
            }
        }
        return found;
    }

    @Override
    public CampaignPage campaigns(CampaignQuery query) {
        return database.read("listing campaigns", connection -> campaigns.page(connection, query));
    }

    @Override
    public Optional<List<CampaignQuarter>> campaign(String name, List<Long> bounds) {
        return database.read("reading a campaign", connection -> campaigns.quarters(connection, name, bounds));
    }

    @Override
    public Judgements judgements() {
        return judgements;
    }

    @Override
    public PurgeResult deleteEventsBefore(Instant cutoff) {
        return events.deleteBefore(cutoff);
    }

    @Override
    public Optional<Instant> eventsSince() {
        return database.read("reading since when events are kept", events::since);
    }

    @Override
    public RecountResult recount() {
        return database.snapshot("counting again", events::recount);
    }

    @Override
    public Persons persons() {
        return persons;
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
    public Messages messages() {
        return messages;
    }

    @Override
    public Templates templates() {
        return new JdbcTemplates(database);
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
    public StoreHealth health() {
        return database.health();
    }

    @Override
    public void close() {
        database.close();
    }

    private static DeliveryPage page(List<Delivery> oneMoreThanAsked, int limit) {
        if (oneMoreThanAsked.size() <= limit) {
            return new DeliveryPage(oneMoreThanAsked, null);
        }
        List<Delivery> page = List.copyOf(oneMoreThanAsked.subList(0, limit));
        return new DeliveryPage(page, page.get(limit - 1).id());
    }

    private List<Delivery> readDeliveries(PreparedStatement select) throws SQLException {
        List<Delivery> deliveries = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                deliveries.add(new Delivery(
                        new DeliveryId(database.id(row, 1)),
                        EmailAddress.parse(row.getString(2)),
                        row.getString(3),
                        row.getString(4),
                        DeliveryState.ofWord(row.getString(5)),
                        RowMapping.instant(row, 6),
                        row.getString(7)));
            }
        }
        return deliveries;
    }
}
