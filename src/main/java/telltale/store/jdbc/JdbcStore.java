package telltale.store.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
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
import telltale.model.Address;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.PersonKey;
import telltale.model.State;
import telltale.store.AdoptedLists;
import telltale.store.Appended;
import telltale.store.CampaignPage;
import telltale.store.CampaignQuarter;
import telltale.store.CampaignQuery;
import telltale.store.DeliveryPage;
import telltale.store.DeliveryQuery;
import telltale.store.EventsRejected;
import telltale.store.Evidence;
import telltale.store.Judgements;
import telltale.store.LinkCount;
import telltale.store.Observed;
import telltale.store.OpenCounts;
import telltale.store.Outbox;
import telltale.store.Persons;
import telltale.store.Recount;
import telltale.store.SharedSecrets;
import telltale.store.Store;
import telltale.store.StoreHealth;
import telltale.store.StoreUnavailable;
import telltale.store.Swept;

/** The store in a relational database. */
public final class JdbcStore implements Store {
    static final Migrations EMBEDDED = new Migrations(
            "embedded",
            List.of(
                    "001-deliveries-and-events.sql",
                    "002-counters.sql",
                    "003-events-by-arrival.sql",
                    "004-nodes-and-days.sql",
                    "005-outbox.sql",
                    "006-persons.sql",
                    "007-judgements.sql",
                    "008-pixels-and-notices.sql",
                    "009-scanned-domains.sql",
                    "010-network-lists.sql",
                    "011-fewer-index-entries.sql",
                    "012-suspicion.sql"));
    static final Migrations POSTGRESQL = new Migrations(
            "postgresql",
            List.of(
                    "001-everything.sql",
                    "002-outbox.sql",
                    "003-persons.sql",
                    "004-judgements.sql",
                    "005-less-an-event.sql",
                    "006-pixels-and-notices.sql",
                    "007-scanned-domains.sql",
                    "008-network-lists.sql",
                    "009-fewer-index-entries.sql",
                    "010-suspicion.sql"));
    /** Nodes write to campaign counters of their own as long as there are no more than about so many. */
    private static final int SHARDS = 64;

    /** Nodes take different deliveries to judge and do not wait for each other. */
    private static final String SKIPPING = " for update skip locked";

    /** The domain of a recipient, as the indexes have it. */
    private static final String EMBEDDED_DOMAIN = "lower(substr(d.recipient, instr(d.recipient, '@') + 1))";

    private static final String POSTGRESQL_DOMAIN = "lower(split_part(d.recipient, '@', 2))";
    private static final String LOCKING = " for update";

    /** The only node of an embedded database. */
    private static final UUID ALONE = new UUID(0, 0);
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
    private final Outbox outbox;

    private JdbcStore(
            Database database,
            EventTable events,
            int shard,
            JdbcOutbox.Dialect dialect,
            UUID node,
            Function<Address, Optional<PersonKey>> keys) {
        this.database = database;
        this.events = events;
        this.campaigns = new CampaignCounters(shard);
        this.judgements = dialect.isShared()
                ? new JdbcJudgements(database, events, shard, POSTGRESQL_DOMAIN, SKIPPING)
                : new JdbcJudgements(database, events, shard, EMBEDDED_DOMAIN, "");
        this.node = node;
        this.persons = new JdbcPersons(
                database, keys, new Erasing(events, campaigns, shard, dialect.isShared() ? LOCKING : ""));
        this.outbox = new JdbcOutbox(database, campaigns, persons, node, dialect);
    }

    /** Opens the embedded database for a process that cannot know persons. */
    public static JdbcStore embedded(Path file, Path scratch, Duration patience) {
        return embedded(file, scratch, patience, address -> Optional.empty());
    }

    /**
     * Opens the embedded database, making or migrating it first.
     *
     * @param file where it is or will be
     * @param scratch a folder of its own for native code, emptied
     * @param patience how long a caller waits for another one's writing
     * @param keys how a person is known by an address, if at all
     * @throws IllegalStateException with a sentence if it cannot be used at all
     */
    public static JdbcStore embedded(
            Path file, Path scratch, Duration patience, Function<Address, Optional<PersonKey>> keys) {
        Database database = new EmbeddedDatabase(file, scratch, patience);
        try {
            EMBEDDED.run(database);
            return new JdbcStore(database, new EmbeddedEvents(database), 0, JdbcOutbox.Dialect.EMBEDDED, ALONE, keys);
        } catch (RuntimeException failed) {
            database.close();
            throw failed;
        }
    }

    /** What this node does when it has reached a database that others share. */
    @FunctionalInterface
    public interface Joined {
        void with(Store store, SharedSecrets secrets);
    }

    /** Opens PostgreSQL for a process that cannot know persons. */
    public static JdbcStore postgreSql(PostgresConnections connections, UUID node, Joined joined) {
        return postgreSql(connections, node, address -> Optional.empty(), joined);
    }

    /**
     * Opens PostgreSQL, which need not be there yet: it is made or migrated when it is first reached.
     *
     * @param connections how to reach it
     * @param node the name of this node, which no other one has
     * @param keys how a person is known by an address, if at all; not asked before this node has joined
     * @param joined told once, before anything else is asked, that the database was reached and has its tables; when it
     *     throws {@link IllegalStateException}, this node may not use the database, and is told again the next time
     */
    public static JdbcStore postgreSql(
            PostgresConnections connections, UUID node, Function<Address, Optional<PersonKey>> keys, Joined joined) {
        PostgresDatabase reached = new PostgresDatabase(connections);
        int shard = Math.floorMod(node.hashCode(), SHARDS);
        JdbcStore first = new JdbcStore(
                reached, new PostgresEvents(reached, shard), shard, JdbcOutbox.Dialect.POSTGRESQL, node, keys);
        Database database = new JoinedDatabase(reached, () -> {
            POSTGRESQL.run(reached);
            reached.write("making partitions ahead", PostgresPartitions::makeAhead);
            joined.with(first, new PostgresSecrets(reached));
        });
        return new JdbcStore(
                database, new PostgresEvents(database, shard), shard, JdbcOutbox.Dialect.POSTGRESQL, node, keys);
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
                Rows.setLong(insert, 4, campaign);
                insert.setString(5, delivery.subject());
                insert.setString(6, delivery.state().word());
                Rows.setLong(insert, 7, Rows.millis(delivery.acceptedAt()));
                insert.setString(8, delivery.detail());
                database.setId(insert, 9, sender);
                Rows.setLong(
                        insert,
                        10,
                        persons.known(connection, List.of(delivery.to())).get(delivery.to()));
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
                return campaigns.step(connection, update, State.ACCEPTED) == 1;
            }
        });
    }

    @Override
    public Appended append(List<Event> batch) {
        return unlessRejected(() -> events.append(batch));
    }

    @Override
    public Appended replay(UUID spool, List<Event> batch, long through) {
        return unlessRejected(() -> events.replay(spool, batch, through));
    }

    private Appended unlessRejected(Supplier<Appended> storing) {
        try {
            return storing.get();
        } catch (StoreUnavailable failed) {
            if (failed.getCause() instanceof SQLException cause && database.isRejection(cause)) {
                throw new EventsRejected(cause);
            }
            throw failed;
        }
    }

    @Override
    public long replayedThrough(UUID spool) {
        return database.read(
                "reading how far the spool was replayed", connection -> replayedThrough(database, connection, spool));
    }

    static long replayedThrough(Database database, Connection connection, UUID spool) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select through from replays where spool = ?")) {
            database.setId(select, 1, spool);
            Long through = Rows.first(select);
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
        Address to = query.to();
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
    private static String plain(String column, @Nullable Address recipient) {
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
    public Optional<Observed> observed(DeliveryId delivery) {
        return database.readAtOnce("reading what is known of a delivery", connection -> {
            Optional<Evidence> evidence = judgements.evidence(connection, delivery);
            return evidence.isEmpty() ? Optional.empty() : Optional.of(observed(connection, evidence.get()));
        });
    }

    private Observed observed(Connection connection, Evidence evidence) throws SQLException {
        DeliveryId delivery = evidence.delivery();
        OpenCounts counts = opens(connection, List.of(delivery)).getOrDefault(delivery.value(), OpenCounts.NONE);
        return new Observed(counts, counts.clicks() == 0 ? List.of() : links(connection, evidence), evidence);
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
    public Swept deleteEventsBefore(Instant cutoff) {
        return events.deleteBefore(cutoff);
    }

    @Override
    public Optional<Instant> eventsSince() {
        return database.read("reading since when events are kept", events::since);
    }

    @Override
    public Recount recount() {
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
                        Address.parse(row.getString(2)),
                        row.getString(3),
                        row.getString(4),
                        State.ofWord(row.getString(5)),
                        Rows.instant(row, 6),
                        row.getString(7)));
            }
        }
        return deliveries;
    }
}
