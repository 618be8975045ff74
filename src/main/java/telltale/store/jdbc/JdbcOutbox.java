package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;
import telltale.model.Person;
import telltale.store.AttemptResult;
import telltale.store.ClaimedDelivery;
import telltale.store.EnqueueResult;
import telltale.store.MessageProgress;
import telltale.store.NewDelivery;
import telltale.store.Outbox;
import telltale.store.QueuedDelivery;
import telltale.store.StoredCopy;
import telltale.store.StoredMessage;
import telltale.store.jdbc.CampaignCounters.Step;

/** The outbox in a relational database: the same statements on both, but for how rows are locked and what time it is. */
final class JdbcOutbox implements Outbox {
    private static final Logger log = LoggerFactory.getLogger(JdbcOutbox.class);
    private static final int HOURS_A_DAY = 24;
    /** The database's own milliseconds, which are the same for all nodes. */
    private static final String NOW = "cast(extract(epoch from clock_timestamp()) * 1000 as bigint)";

    private static final String IN_DOUBT =
            "in doubt: the node that was sending it ended, so it may have arrived; it is sent again with the same"
                    + " Message-ID";
    private static final String SET_ASIDE =
            "set aside: two attempts ended without an outcome, because the process or its worker"
                    + " ended while this mail was being prepared";
    /** Rows that PostgreSQL sends at once, so that a claim bounded in bytes does not read all that is due. */
    private static final int ROWS_AT_ONCE = 100;

    private static final String CLAIMED = """
            select d.id, d.recipient, d.subject, m.id, o.data, o.attempts, o.began_at, d.state, d.campaign,
                d.created_at, d.number, o.suspicion,""" + " " + JdbcPersons.COLUMNS + """
            from outbox o join deliveries d on d.number = o.delivery join messages m on m.number = o.message
                left join persons p on p.number = d.person
            """;

    private static final RowBatch INSERT_DELIVERIES = new RowBatch(
            "insert into deliveries (id, created_at, recipient, campaign, subject, state, node, person, detail)"
                    + " values %s returning id, number",
            9);
    private static final RowBatch INSERT_OUTBOX = new RowBatch(
            "insert into outbox (message, position, delivery, data, digest, due_at, began_at, attempts, ended_at)"
                    + " values %s",
            9);
    private static final RowBatch INSERT_NOTICES = new RowBatch("insert into notices (delivery, address) values %s", 2);
    private static final RowBatch BEGIN_DELIVERIES = new RowBatch("""
            with begun (number) as (values %s)
            update deliveries set state = 'sending', node = ? where number in (select number from begun)""", 1);
    private static final RowBatch BEGIN_OUTBOX = new RowBatch("""
            with begun (delivery) as (values %s)
            update outbox set due_at = null, began_at = coalesce(began_at, ?), attempts = attempts + 1
            where delivery in (select delivery from begun)""", 1);
    private static final RowBatch END_DELIVERIES = new RowBatch("""
            with tried (id, state, accepted_at, detail, status, pixel, attempt) as (values %s)
            update deliveries set state = tried.state, accepted_at = tried.accepted_at, detail = tried.detail,
                status = tried.status, pixel = tried.pixel
            from tried
            where deliveries.id = tried.id and deliveries.state = 'sending' and deliveries.node = ? and exists
                (select 1 from outbox o where o.delivery = deliveries.number and o.attempts = tried.attempt)
            returning deliveries.id, campaign, created_at, number""", 7);
    private static final RowBatch END_OUTBOX = new RowBatch("""
            with tried (delivery, due_at, ended_at) as (values %s)
            update outbox set due_at = tried.due_at, ended_at = tried.ended_at, suspicion = 0
            from tried where outbox.delivery = tried.delivery""", 3);

    private final Database database;
    private final CampaignCounters campaigns;
    private final JdbcPersons persons;
    private final UUID node;
    private final Dialect dialect;
    private final OutboxMessages messages;

    JdbcOutbox(Database database, CampaignCounters campaigns, JdbcPersons persons, UUID node, Dialect dialect) {
        this.database = database;
        this.campaigns = campaigns;
        this.persons = persons;
        this.node = node;
        this.dialect = dialect;
        this.messages = new OutboxMessages(database);
    }

    @Override
    public List<EnqueueResult> add(StoredMessage message, int position, List<NewDelivery> deliveries) {
        return database.write(
                "putting mails into the outbox", connection -> add(connection, message, position, deliveries));
    }

    private List<EnqueueResult> add(
            Connection connection, StoredMessage message, int position, List<NewDelivery> deliveries)
            throws SQLException {
        long number = messages.keep(connection, message);
        Map<Integer, EnqueueResult> known = known(connection, number, position, deliveries);
        return enter(connection, message.campaign(), number, position, deliveries, known);
    }

    private Map<Integer, EnqueueResult> known(
            Connection connection, long message, int position, List<NewDelivery> deliveries) throws SQLException {
        Map<Integer, EnqueueResult> known = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement("""
                select o.position, d.id, d.state, o.digest, d.detail from outbox o join deliveries d on d.number = o.delivery
                where o.message = ? and o.position >= ? and o.position < ?""")) {
            select.setLong(1, message);
            select.setInt(2, position);
            select.setInt(3, position + deliveries.size());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    int at = row.getInt(1);
                    boolean same = deliveries.get(at - position).digest() == row.getLong(4);
                    DeliveryId id = new DeliveryId(database.id(row, 2));
                    known.put(
                            at, new EnqueueResult(id, DeliveryState.ofWord(row.getString(3)), row.getString(5), same));
                }
            }
        }
        return known;
    }

    private List<EnqueueResult> enter(
            Connection connection,
            @Nullable String campaignName,
            long message,
            int position,
            List<NewDelivery> deliveries,
            Map<Integer, EnqueueResult> known)
            throws SQLException {
        Map<Integer, NewDelivery> added = new LinkedHashMap<>();
        List<EnqueueResult> entered = new ArrayList<>();
        for (int i = 0; i < deliveries.size(); i++) {
            NewDelivery one = deliveries.get(i);
            EnqueueResult before = known.get(position + i);
            if (before == null) {
                added.put(position + i, one);
            }
            entered.add(before == null ? new EnqueueResult(one.id(), one.state(), one.detail(), true) : before);
        }
        enter(connection, campaigns.number(connection, campaignName), message, added);
        return entered;
    }

    /** @param added by their positions in the message */
    private void enter(Connection connection, @Nullable Long campaign, long message, Map<Integer, NewDelivery> added)
            throws SQLException {
        List<NewDelivery> deliveries = List.copyOf(added.values());
        Map<UUID, Long> numbers = insert(connection, campaign, deliveries);
        INSERT_OUTBOX.run(
                connection,
                List.copyOf(added.entrySet()),
                (insert, from, one) ->
                        bind(insert, from, message, one.getKey(), number(numbers, one.getValue()), one.getValue()));
        INSERT_NOTICES.run(
                connection,
                deliveries.stream().filter(one -> one.toTell() != null).toList(),
                (insert, from, one) -> {
                    insert.setLong(from, number(numbers, one));
                    insert.setString(from + 1, String.valueOf(one.toTell()));
                });
        Steps steps = new Steps();
        deliveries.forEach(one -> steps.add(new Step(campaign, one.id().createdAt(), null, one.state())));
        campaigns.step(connection, steps.counted);
    }

    private static long number(Map<UUID, Long> numbers, NewDelivery delivery) {
        return Objects.requireNonNull(numbers.get(delivery.id().value()));
    }

    private Map<UUID, Long> insert(Connection connection, @Nullable Long campaign, List<NewDelivery> deliveries)
            throws SQLException {
        Map<EmailAddress, Long> recipients = persons.known(
                connection, deliveries.stream().map(NewDelivery::to).toList());
        Map<UUID, Long> numbers = new HashMap<>();
        INSERT_DELIVERIES.read(
                connection,
                deliveries,
                (insert, from, one) -> {
                    database.setId(insert, from, one.id().value());
                    insert.setLong(from + 1, one.id().createdAt().toEpochMilli());
                    insert.setString(from + 2, one.to().toString());
                    RowMapping.setLong(insert, from + 3, campaign);
                    insert.setString(from + 4, one.subject());
                    insert.setString(from + 5, one.state().word());
                    database.setId(insert, from + 6, node);
                    RowMapping.setLong(insert, from + 7, recipients.get(one.to()));
                    insert.setString(from + 8, one.detail());
                },
                row -> numbers.put(database.id(row, 1), row.getLong(2)));
        return numbers;
    }

    private static void bind(
            PreparedStatement insert, int from, long message, int position, long number, NewDelivery delivery)
            throws SQLException {
        boolean begun = delivery.state() == DeliveryState.SENDING;
        boolean ended = delivery.state().isFinal();
        Long due = delivery.dueAt().toEpochMilli();
        insert.setLong(from, message);
        insert.setInt(from + 1, position);
        insert.setLong(from + 2, number);
        insert.setBytes(from + 3, CompressedBytes.pack(delivery.data()));
        insert.setLong(from + 4, delivery.digest());
        RowMapping.setLong(insert, from + 5, begun || ended ? null : due);
        RowMapping.setLong(insert, from + 6, begun ? due : null);
        insert.setInt(from + 7, begun ? 1 : 0);
        RowMapping.setLong(insert, from + 8, ended ? due : null);
    }

    @Override
    public int tell(int most, Function<Seen, Optional<Notice>> writing) {
        boolean isAnyOwed = database.read("looking for notices", connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("select delivery from notices where owed = 1 limit 1")) {
                return RowMapping.first(select) != null;
            }
        });
        return isAnyOwed ? database.write("writing notices", connection -> tell(connection, most, writing)) : 0;
    }

    private int tell(Connection connection, int most, Function<Seen, Optional<Notice>> writing) throws SQLException {
        List<Seen> owed = owed(connection, most);
        for (Seen seen : owed) {
            Optional<Notice> notice = writing.apply(seen);
            if (notice.isPresent()) {
                add(connection, notice.get().message(), 0, List.of(notice.get().delivery()));
            }
            try (PreparedStatement delete = connection.prepareStatement(
                    "delete from notices where delivery = (select number from deliveries where id = ?)")) {
                database.setId(delete, 1, seen.delivery().value());
                delete.executeUpdate();
            }
        }
        return owed.size();
    }

    private List<Seen> owed(Connection connection, int most) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("""
                select d.id, d.recipient, d.subject, c.name, o.address,""" + " " + JudgementRows.COLUMNS + """
                from notices o join deliveries d on d.number = o.delivery join judgements j on j.delivery = o.delivery
                    left join campaigns c on c.number = d.campaign
                where o.owed = 1 order by o.delivery limit ?""" + dialect.skipLockedQueued())) {
            select.setInt(1, most);
            return RowMapping.all(
                    select,
                    row -> new Seen(
                            new DeliveryId(database.id(row, 1)),
                            EmailAddress.parse(row.getString(2)),
                            row.getString(3),
                            row.getString(4),
                            EmailAddress.parse(row.getString(5)),
                            JudgementRows.known(row, 6)));
        }
    }

    @Override
    public Optional<StoredMessage> byKey(ImmutableBytes key) {
        return messages.byKey(key);
    }

    @Override
    public Optional<StoredMessage> message(UUID id) {
        return messages.message(id);
    }

    @Override
    public long storedBytes(UUID id) {
        return messages.storedBytes(id);
    }

    @Override
    public Optional<StoredCopy> copy(DeliveryId delivery) {
        return messages.copy(delivery);
    }

    @Override
    public int recipients(UUID message) {
        return messages.recipients(message);
    }

    @Override
    public List<ClaimedDelivery> claim(Instant now, int most, long maxBytes) {
        return database.write("claiming mails", connection -> {
            List<Row> due = due(connection, now, most, maxBytes);
            BEGIN_DELIVERIES.run(
                    connection,
                    due,
                    (update, from, row) -> update.setLong(from, row.number),
                    (update, position) -> database.setId(update, position, node));
            BEGIN_OUTBOX.run(
                    connection,
                    due,
                    (update, from, row) -> update.setLong(from, row.number),
                    (update, position) -> update.setLong(position, now.toEpochMilli()));
            Steps steps = new Steps();
            for (Row row : due) {
                steps.add(row.step(DeliveryState.SENDING));
                if (row.recipient != null && !dialect.isShared()) {
                    persons.expect(row.mail.id(), row.recipient);
                }
            }
            campaigns.step(connection, steps.counted);
            return due.stream().map(row -> row.claimedAt(now)).toList();
        });
    }

    private List<Row> due(Connection connection, Instant now, int most, long maxBytes) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                CLAIMED + "where o.due_at <= ? order by o.due_at limit ?" + dialect.skipLockedQueued())) {
            select.setLong(1, now.toEpochMilli());
            select.setInt(2, most);
            select.setFetchSize(ROWS_AT_ONCE);
            return rows(select, maxBytes);
        }
    }

    @Override
    public Optional<ClaimedDelivery> claimed(DeliveryId id) {
        return database.read("reading a mail", connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement(CLAIMED + "where d.id = ? and d.state = 'sending' and d.node = ?")) {
                database.setId(select, 1, id.value());
                database.setId(select, 2, node);
                return rows(select).stream().map(row -> row.mail).findFirst();
            }
        });
    }

    private List<Row> rows(PreparedStatement select) throws SQLException {
        return rows(select, Long.MAX_VALUE);
    }

    private List<Row> rows(PreparedStatement select, long maxBytes) throws SQLException {
        List<Row> rows = new ArrayList<>();
        long bytes = 0;
        try (ResultSet row = select.executeQuery()) {
            while (bytes < maxBytes && row.next()) {
                Instant created = Instant.ofEpochMilli(row.getLong(10));
                Instant began = RowMapping.instant(row, 7);
                ClaimedDelivery mail = new ClaimedDelivery(
                        new DeliveryId(database.id(row, 1)),
                        EmailAddress.parse(row.getString(2)),
                        row.getString(3),
                        database.id(row, 4),
                        CompressedBytes.unpack(row.getBytes(5)),
                        row.getInt(6),
                        began == null ? created : began,
                        row.getInt(12));
                bytes += mail.data().size();
                rows.add(new Row(
                        mail,
                        began,
                        DeliveryState.ofWord(row.getString(8)),
                        row.getLong(9),
                        created,
                        row.getLong(11),
                        row.getBytes(13) == null ? null : JdbcPersons.person(row, 13)));
            }
        }
        return rows;
    }

    /**
     * A mail in the outbox.
     *
     * @param began when it was tried first, or null
     * @param campaign 0 for none
     * @param number of its delivery
     * @param recipient null where that is not known
     */
    private record Row(
            ClaimedDelivery mail,
            @Nullable Instant began,
            DeliveryState state,
            long campaign,
            Instant createdAt,
            long number,
            @Nullable Person recipient) {
        Step step(DeliveryState next) {
            return new Step(campaign, createdAt, state, next);
        }

        ClaimedDelivery claimedAt(Instant now) {
            return new ClaimedDelivery(
                    mail.id(),
                    mail.to(),
                    mail.subject(),
                    mail.message(),
                    mail.data(),
                    mail.attempt() + 1,
                    began == null ? now : began,
                    mail.suspicion());
        }

        boolean isToBeSetAside() {
            return mail.suspicion() > MAX_LOST_ATTEMPTS;
        }
    }

    /** Steps of deliveries, equal ones counted. */
    private static final class Steps {
        final Map<Step, Integer> counted = new LinkedHashMap<>();

        void add(Step step) {
            counted.merge(step, 1, Integer::sum);
        }
    }

    @Override
    public void countLost(ClaimedDelivery mail) {
        suspect(mail, Math.max(1, mail.suspicion()) + 1);
    }

    @Override
    public void clearLost(ClaimedDelivery mail) {
        suspect(mail, 1);
    }

    private void suspect(ClaimedDelivery mail, int suspicion) {
        database.write("noting which mail is being prepared", connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "update outbox set suspicion = ? where delivery = (select number from deliveries where id = ?)")) {
                update.setInt(1, suspicion);
                database.setId(update, 2, mail.id().value());
                return update.executeUpdate();
            }
        });
    }

    @Override
    public List<DeliveryId> finish(List<AttemptResult> attempts) {
        return database.write("storing outcomes", connection -> {
            Map<UUID, AttemptResult> left = new LinkedHashMap<>();
            attempts.forEach(attempt -> left.put(attempt.id().value(), attempt));
            Map<Long, AttemptResult> ended = new LinkedHashMap<>();
            Steps steps = new Steps();
            END_DELIVERIES.read(
                    connection,
                    attempts,
                    this::bind,
                    (update, position) -> database.setId(update, position, node),
                    row -> {
                        AttemptResult attempt = Objects.requireNonNull(left.remove(database.id(row, 1)));
                        Instant created = Instant.ofEpochMilli(row.getLong(3));
                        steps.add(new Step(row.getLong(2), created, DeliveryState.SENDING, attempt.state()));
                        ended.put(row.getLong(4), attempt);
                    });
            END_OUTBOX.run(connection, List.copyOf(ended.entrySet()), (update, from, one) -> {
                AttemptResult attempt = one.getValue();
                update.setLong(from, one.getKey());
                RowMapping.setLong(update, from + 1, RowMapping.millis(attempt.retryAt()));
                RowMapping.setLong(
                        update, from + 2, attempt.state().isFinal() ? RowMapping.millis(attempt.at()) : null);
            });
            campaigns.step(connection, steps.counted);
            return left.values().stream().map(AttemptResult::id).toList();
        });
    }

    private void bind(PreparedStatement update, int from, AttemptResult attempt) throws SQLException {
        database.setId(update, from, attempt.id().value());
        update.setString(from + 1, attempt.state().word());
        RowMapping.setLong(
                update, from + 2, attempt.state() == DeliveryState.ACCEPTED ? RowMapping.millis(attempt.at()) : null);
        update.setString(from + 3, attempt.detail());
        update.setString(from + 4, attempt.status());
        update.setInt(from + 5, attempt.pixel() ? 1 : 0);
        update.setInt(from + 6, attempt.attempt());
    }

    @Override
    public void giveBack(List<ClaimedDelivery> mails, Instant now) {
        database.write("giving mails back", connection -> {
            List<Row> rows = new ArrayList<>();
            try (PreparedStatement select =
                    connection.prepareStatement(CLAIMED + "where d.id = ? and d.state = 'sending' and d.node = ?")) {
                for (ClaimedDelivery mail : mails) {
                    database.setId(select, 1, mail.id().value());
                    database.setId(select, 2, node);
                    rows.addAll(rows(select));
                }
            }
            return putBack(connection, rows, now, 1, null);
        });
    }

    @Override
    public int recover(Instant now) {
        if (!dialect.isShared()) {
            return 0;
        }
        return database.write("taking over what no node sends any more", connection -> {
            try (PreparedStatement select = connection.prepareStatement(CLAIMED
                    + "where d.state = 'sending' and not exists"
                    + " (select 1 from leases l where l.node = d.node and l.until > " + NOW + ")"
                    + dialect.skipLockedQueued())) {
                return recover(connection, rows(select), now, id -> false);
            }
        });
    }

    @Override
    public int recoverOwn(Instant now, Predicate<DeliveryId> held, Predicate<DeliveryId> prepared) {
        return database.write("taking up what was being sent", connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    CLAIMED + "where d.state = 'sending' and d.node = ?" + dialect.skipLockedQueued())) {
                database.setId(select, 1, node);
                List<Row> rows = rows(select);
                rows.removeIf(row -> held.test(row.mail.id()));
                return recover(connection, rows, now, prepared);
            }
        });
    }

    private int recover(Connection connection, List<Row> rows, Instant now, Predicate<DeliveryId> prepared)
            throws SQLException {
        List<Row> setAside = rows.stream().filter(Row::isToBeSetAside).toList();
        setAside(connection, setAside, now);
        List<Row> others = rows.stream().filter(row -> !row.isToBeSetAside()).toList();
        try (PreparedStatement update =
                connection.prepareStatement("update outbox set suspicion = ? where delivery = ? and suspicion = 0")) {
            for (Row row : others) {
                update.setInt(1, prepared.test(row.mail.id()) ? 2 : 1);
                update.setLong(2, row.number);
                update.addBatch();
            }
            update.executeBatch();
        }
        return putBack(connection, others, now, 0, IN_DOUBT);
    }

    private void setAside(Connection connection, List<Row> rows, Instant now) throws SQLException {
        Steps steps = new Steps();
        try (PreparedStatement state = connection.prepareStatement(
                        "update deliveries set state = 'failed', detail = ? where number = ?");
                PreparedStatement outbox = connection.prepareStatement(
                        "update outbox set due_at = null, ended_at = ? where delivery = ?")) {
            for (Row row : rows) {
                log.error("{} is {}.", row.mail.id(), SET_ASIDE);
                state.setString(1, SET_ASIDE);
                state.setLong(2, row.number);
                state.addBatch();
                outbox.setLong(1, now.toEpochMilli());
                outbox.setLong(2, row.number);
                outbox.addBatch();
                steps.add(row.step(DeliveryState.FAILED));
            }
            state.executeBatch();
            outbox.executeBatch();
        }
        campaigns.step(connection, steps.counted);
    }

    /** Makes mails that were claimed due again. */
    private int putBack(Connection connection, List<Row> rows, Instant now, int uncounted, @Nullable String detail)
            throws SQLException {
        Steps steps = new Steps();
        try (PreparedStatement state = connection.prepareStatement(
                        "update deliveries set state = 'deferred', detail = coalesce(?, detail) where number = ?");
                PreparedStatement outbox = connection.prepareStatement(
                        "update outbox set due_at = ?, attempts = attempts - ? where delivery = ?")) {
            for (Row row : rows) {
                state.setString(1, detail);
                state.setLong(2, row.number);
                state.addBatch();
                outbox.setLong(1, now.toEpochMilli());
                outbox.setInt(2, uncounted);
                outbox.setLong(3, row.number);
                outbox.addBatch();
                steps.add(row.step(DeliveryState.DEFERRED));
            }
            state.executeBatch();
            outbox.executeBatch();
        }
        campaigns.step(connection, steps.counted);
        return rows.size();
    }

    @Override
    public void live(Duration lease) {
        if (!dialect.isShared()) {
            return;
        }
        database.write("renewing the lease", connection -> {
            try (PreparedStatement upsert = connection.prepareStatement("insert into leases (node, until) values (?, "
                    + NOW + " + ?) on conflict (node) do update set until = excluded.until")) {
                database.setId(upsert, 1, node);
                upsert.setLong(2, lease.toMillis());
                return upsert.executeUpdate();
            }
        });
    }

    @Override
    public void leave() {
        if (!dialect.isShared()) {
            return;
        }
        database.write("giving the lease up", connection -> {
            try (PreparedStatement delete = connection.prepareStatement("delete from leases where node = ?")) {
                database.setId(delete, 1, node);
                return delete.executeUpdate();
            }
        });
    }

    @Override
    public int allow(int wanted, int mostInADay, Instant now) {
        long hour = now.toEpochMilli() / Duration.ofHours(1).toMillis();
        return database.write("counting mails of a day", connection -> {
            // Who changes the row of this hour has the others wait until its claim is counted.
            take(connection, hour, wanted);
            int over = Math.max(0, (int) Math.min(taken(connection, hour) - mostInADay, wanted));
            if (over > 0) {
                take(connection, hour, -over);
            }
            return wanted - over;
        });
    }

    private static void take(Connection connection, long hour, int mails) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                insert into hours (hour, taken) values (?, ?)
                on conflict (hour) do update set taken = hours.taken + excluded.taken""")) {
            upsert.setLong(1, hour);
            upsert.setInt(2, mails);
            upsert.executeUpdate();
        }
    }

    private static long taken(Connection connection, long hour) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("delete from hours where hour <= ?")) {
            delete.setLong(1, hour - 2 * HOURS_A_DAY);
            delete.executeUpdate();
        }
        try (PreparedStatement select = connection.prepareStatement("select sum(taken) from hours where hour > ?")) {
            select.setLong(1, hour - HOURS_A_DAY);
            Long sum = RowMapping.first(select);
            return sum == null ? 0 : sum;
        }
    }

    @Override
    public Optional<Instant> nextDue() {
        return database.read("looking at what is due next", connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("select min(due_at) from outbox where due_at is not null")) {
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.ofNullable(RowMapping.instant(row, 1)) : Optional.empty();
                }
            }
        });
    }

    @Override
    public Optional<MessageProgress> progress(UUID message) {
        return database.read("reading how far a message is", connection -> {
            Map<DeliveryState, Long> deliveries = new EnumMap<>(DeliveryState.class);
            try (PreparedStatement select = connection.prepareStatement("""
                    select d.state, count(*) from messages m join outbox o on o.message = m.number
                    join deliveries d on d.number = o.delivery where m.id = ? group by d.state""")) {
                database.setId(select, 1, message);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        deliveries.put(DeliveryState.ofWord(row.getString(1)), row.getLong(2));
                    }
                }
            }
            return messages.progress(connection, message, deliveries);
        });
    }

    @Override
    public int cancel(UUID message, Instant now) {
        return database.write("cancelling a message", connection -> {
            Steps steps = new Steps();
            try (PreparedStatement select = connection.prepareStatement(
                            CLAIMED + "where m.id = ? and o.due_at is not null" + dialect.lockQueued());
                    PreparedStatement state =
                            connection.prepareStatement("update deliveries set state = 'cancelled' where number = ?");
                    PreparedStatement outbox = connection.prepareStatement(
                            "update outbox set due_at = null, ended_at = ? where delivery = ?")) {
                database.setId(select, 1, message);
                List<Row> rows = rows(select);
                for (Row row : rows) {
                    state.setLong(1, row.number);
                    state.addBatch();
                    outbox.setLong(1, now.toEpochMilli());
                    outbox.setLong(2, row.number);
                    outbox.addBatch();
                    steps.add(row.step(DeliveryState.CANCELLED));
                }
                state.executeBatch();
                outbox.executeBatch();
                campaigns.step(connection, steps.counted);
                return rows.size();
            }
        });
    }

    @Override
    public List<QueuedDelivery> waiting(@Nullable UUID message, @Nullable DeliveryId after, int limit) {
        return database.read("listing what waits", connection -> {
            try (PreparedStatement select = connection.prepareStatement("""
                    select d.id, d.recipient, d.state, o.attempts, o.due_at, d.detail, d.status
                    from outbox o join deliveries d on d.number = o.delivery
                    where o.ended_at is null""" + (after == null ? "" : " and d.id > ?")
                    + (message == null ? "" : " and o.message = (select number from messages where id = ?)")
                    + " order by d.id limit ?")) {
                int position = 0;
                if (after != null) {
                    database.setId(select, ++position, after.value());
                }
                if (message != null) {
                    database.setId(select, ++position, message);
                }
                select.setInt(++position, limit);
                return waiting(select);
            }
        });
    }

    private List<QueuedDelivery> waiting(PreparedStatement select) throws SQLException {
        List<QueuedDelivery> waiting = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                waiting.add(new QueuedDelivery(
                        new DeliveryId(database.id(row, 1)),
                        EmailAddress.parse(row.getString(2)),
                        DeliveryState.ofWord(row.getString(3)),
                        row.getInt(4),
                        RowMapping.instant(row, 5),
                        row.getString(6),
                        row.getString(7)));
            }
        }
        return waiting;
    }

    @Override
    public int forget(Instant endedBefore, Instant keyedBefore, int most) {
        return messages.forget(endedBefore, keyedBefore, most);
    }

    @Override
    public void putTemplate(String name, ImmutableBytes content, Instant now) {
        messages.putTemplate(name, content, now);
    }

    @Override
    public Optional<ImmutableBytes> template(String name) {
        return messages.template(name);
    }

    @Override
    public List<String> templates() {
        return messages.templates();
    }

    @Override
    public boolean deleteTemplate(String name) {
        return messages.deleteTemplate(name);
    }
}
