package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.model.DataKind;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.Uuid7;
import telltale.store.DeliveryCondition;
import telltale.store.DeliveryQuery;
import telltale.store.DeliveryStanding;
import telltale.store.MailboxPosition;
import telltale.store.NewReport;
import telltale.store.ReportCorrection;
import telltale.store.ReportDecision;
import telltale.store.ReportFacts;
import telltale.store.ReportQuery;
import telltale.store.Reports;
import telltale.store.StoredReport;

/** The reports in a relational database. */
final class JdbcReports implements Reports {
    private static final Sql POSITION = Sql.of("select validity, uid from mailboxes where mailbox = :mailbox");
    private static final Sql SET_POSITION = Sql.of("""
            insert into mailboxes (mailbox, validity, uid) values (:mailbox, :validity, :uid)
            on conflict (mailbox) do update set validity = excluded.validity, uid = excluded.uid""");
    private static final Sql RAW = Sql.of("select raw from reports where id = :id and raw is not null");
    private static final Sql PENDING = Sql.of("""
            select r.id, d.id as delivery from reports r join deliveries d on d.number = r.delivery
            where r.pending = 1 and d.state in (%s) order by r.number limit :limit""".formatted(finalStates()));

    private final Database database;
    private final JdbcPersons persons;
    private final ReportTable table;
    private final ReportedDeliveries reported;
    private final ReportEffects effects;
    private final JdbcForwards forwards;
    private final DeliveryTable deliveries;
    private final JdbcTestDeliveries tests;
    private final Sql deleteUnrelated;
    private final Sql deleteRaw;

    JdbcReports(
            Database database,
            JdbcPersons persons,
            ReportTable table,
            ReportedDeliveries reported,
            ReportEffects effects,
            JdbcForwards forwards,
            DeliveryTable deliveries,
            Dialect dialect) {
        this.database = database;
        this.persons = persons;
        this.table = table;
        this.reported = reported;
        this.effects = effects;
        this.forwards = forwards;
        this.deliveries = deliveries;
        this.tests = new JdbcTestDeliveries(database);
        this.deleteUnrelated = Sql.of("""
                delete from reports where number in (
                    select number from reports where delivery is null and id < :before order by id limit :limit%s)""".formatted(dialect.skipLocked()));
        this.deleteRaw = Sql.of("""
                update reports set raw = null, size = 0 where number in (
                    select number from reports where raw is not null and id < :before order by id limit :limit%s)""".formatted(dialect.skipLocked()));
    }

    private static String finalStates() {
        return Arrays.stream(DeliveryState.values())
                .filter(DeliveryState::isFinal)
                .map(state -> "'" + state.wireName() + "'")
                .collect(Collectors.joining(", "));
    }

    @Override
    public List<Stored> store(List<NewReport> reports, Decider decider, @Nullable MailboxPosition reached) {
        return persons.change("storing reports", connection -> {
            Map<DeliveryId, ReportedDelivery> about = reported.lock(connection, reportedBy(reports));
            Set<UUID> added = insert(connection, withoutTests(connection, reports, about), about);
            List<Stored> stored = new ArrayList<>(reports.size());
            for (NewReport report : reports) {
                stored.add(
                        added.contains(report.id())
                                ? decided(connection, report, about, decider)
                                : existing(connection, report));
            }
            effects.apply(connection, about.values());
            if (reached != null) {
                setPosition(connection, reached);
            }
            return stored;
        });
    }

    /** Stores mails that came back for test deliveries apart, and returns the others. Only a signed identifier names a test. */
    private List<NewReport> withoutTests(
            Connection connection, List<NewReport> reports, Map<DeliveryId, ReportedDelivery> about)
            throws SQLException {
        List<DeliveryId> unknown = reportedBy(reports.stream()
                .filter(report -> report.match().isSigned() && find(about, report.delivery()) == null)
                .toList());
        Set<DeliveryId> known = tests.among(connection, unknown);
        List<NewReport> others = new ArrayList<>(reports.size());
        for (NewReport report : reports) {
            DeliveryId delivery = report.delivery();
            if (delivery != null && report.match().isSigned() && known.contains(delivery)) {
                tests.addMail(connection, report, delivery);
            } else {
                others.add(report);
            }
        }
        return others;
    }

    private static List<DeliveryId> reportedBy(List<NewReport> reports) {
        return reports.stream()
                .flatMap(report -> Stream.ofNullable(report.delivery()))
                .toList();
    }

    /** Inserts what is not stored yet, in one order, so that concurrent transactions do not deadlock; returns the ids. */
    private Set<UUID> insert(Connection connection, List<NewReport> reports, Map<DeliveryId, ReportedDelivery> about)
            throws SQLException {
        Comparator<byte[]> bytes = Arrays::compareUnsigned;
        List<NewReport> inOrder = reports.stream()
                .sorted(Comparator.comparing(report -> report.digest().toBytes(), bytes))
                .toList();
        Set<UUID> added = new HashSet<>();
        Map<Long, Integer> reportsOf = new HashMap<>();
        for (NewReport report : inOrder) {
            ReportedDelivery delivery = find(about, report.delivery());
            if (insert(connection, report, delivery, reportsOf)) {
                added.add(report.id());
            }
        }
        return added;
    }

    /** @param reportsOf how many reports deliveries have by now, by the number of the delivery */
    private boolean insert(
            Connection connection, NewReport report, @Nullable ReportedDelivery delivery, Map<Long, Integer> reportsOf)
            throws SQLException {
        if (delivery == null) {
            return table.insert(connection, report, null);
        }
        int before = reportsOf.getOrDefault(delivery.number(), delivery.before().size());
        if (before >= MAX_OF_DELIVERY) {
            return table.insertExcess(connection, report);
        }
        boolean isAdded = table.insert(connection, report, delivery.number());
        if (isAdded) {
            forwards.insert(connection, report, delivery.number());
            reportsOf.put(delivery.number(), before + 1);
        }
        return isAdded;
    }

    private static @Nullable ReportedDelivery find(
            Map<DeliveryId, ReportedDelivery> about, @Nullable DeliveryId delivery) {
        return delivery == null ? null : about.get(delivery);
    }

    private Stored decided(
            Connection connection, NewReport report, Map<DeliveryId, ReportedDelivery> about, Decider decider)
            throws SQLException {
        ReportRow row = table.find(connection, report.id()).orElseThrow();
        ReportedDelivery delivery = find(about, row.report().delivery());
        return new Stored(report.id(), true, decide(connection, row, delivery, decider));
    }

    /** The stored report with the same octets. It may have been deleted at this moment, as one without a delivery. */
    private Stored existing(Connection connection, NewReport report) throws SQLException {
        return table.find(connection, report.digest())
                .map(row -> new Stored(row.report().id(), false, row.report().decision()))
                .orElseGet(() -> new Stored(report.id(), false, ReportTable.NO_DELIVERY));
    }

    /** Decides about a report, and stores the decision; one without a delivery changes nothing. */
    private ReportDecision decide(
            Connection connection, ReportRow row, @Nullable ReportedDelivery delivery, Decider decider)
            throws SQLException {
        StoredReport report = row.report();
        if (delivery == null) {
            return report.decision();
        }
        List<ReportedEffects> others = table.ofDelivery(connection, delivery.number()).stream()
                .filter(other -> !other.report().equals(report.id()))
                .toList();
        DeliveryStanding standing = reported.standing(connection, delivery, others, report.receivedAt());
        ReportDecision decision =
                decider.decide(row.received(), report.effective(), report.correction() != null, standing);
        table.setDecision(connection, row.number(), decision);
        effects.changeSuppression(connection, delivery, report, row.suppression(), decision.suppression());
        return decision;
    }

    private void setPosition(Connection connection, MailboxPosition reached) throws SQLException {
        SET_POSITION
                .on(connection, database)
                .bind("mailbox", reached.mailbox())
                .bind("validity", reached.validity())
                .bind("uid", reached.uid())
                .update();
    }

    @Override
    public Optional<MailboxPosition> position(String mailbox) {
        return database.read(
                "reading the position in a mailbox",
                connection -> POSITION.on(connection, database)
                        .bind("mailbox", mailbox)
                        .first(row -> new MailboxPosition(mailbox, row.number("validity"), row.number("uid"))));
    }

    @Override
    public Optional<DeliveryId> withQueueId(String queueId) {
        List<Delivery> found = deliveries
                .page(DeliveryQuery.of(new DeliveryCondition.QueueIds(List.of(queueId)), 2))
                .deliveries();
        return found.size() == 1 ? Optional.of(found.get(0).id()) : Optional.empty();
    }

    @Override
    public Optional<DeliveryId> newestTo(EmailAddress recipient) {
        return deliveries.page(new DeliveryQuery(recipient, null, null, null, 1)).deliveries().stream()
                .findFirst()
                .map(Delivery::id);
    }

    @Override
    public List<StoredReport> find(ReportQuery query) {
        return database.read("listing reports", connection -> ReportSearch.run(connection, database, query));
    }

    @Override
    public Optional<StoredReport> report(UUID id) {
        return database.read(
                "reading a report", connection -> table.find(connection, id).map(ReportRow::report));
    }

    @Override
    public Optional<byte[]> raw(UUID id) {
        return database.read(
                "reading the octets of a report",
                connection -> RAW.on(connection, database)
                        .bind("id", id)
                        .first(row -> CompressedBytes.unpack(row.bytes("raw")).toBytes()));
    }

    @Override
    public boolean correct(UUID id, @Nullable ReportCorrection correction, Decider decider) {
        return change(
                "correcting a report", id, connection -> table.setCorrection(connection, id, correction), decider);
    }

    @Override
    public boolean reread(UUID id, ReportFacts facts, Decider decider) {
        return change(
                "storing what was read in a report", id, connection -> table.setFacts(connection, id, facts), decider);
    }

    /** A change of the row of a report. */
    @FunctionalInterface
    private interface Change {
        void on(Connection connection) throws SQLException;
    }

    private boolean change(String operation, UUID id, Change change, Decider decider) {
        return persons.change(operation, connection -> {
            Optional<DeliveryId> delivery = table.find(connection, id)
                    .flatMap(row -> Optional.ofNullable(row.report().delivery()));
            Map<DeliveryId, ReportedDelivery> about =
                    reported.lock(connection, delivery.stream().toList());
            change.on(connection);
            Optional<ReportRow> changed = table.find(connection, id);
            if (changed.isPresent()) {
                decide(connection, changed.get(), find(about, delivery.orElse(null)), decider);
                effects.apply(connection, about.values());
            }
            return changed.isPresent();
        });
    }

    @Override
    public int decidePending(int limit, Decider decider) {
        record Pending(UUID report, DeliveryId delivery) {}
        return persons.change("deciding about reports", connection -> {
            List<Pending> pending = PENDING.on(connection, database)
                    .bind("limit", limit)
                    .all(row -> new Pending(row.id("id"), new DeliveryId(row.id("delivery"))));
            Map<DeliveryId, ReportedDelivery> about = reported.lock(
                    connection, pending.stream().map(Pending::delivery).toList());
            int decided = 0;
            for (Pending one : pending) {
                decided += decidePending(connection, one.report, about.get(one.delivery), decider) ? 1 : 0;
            }
            effects.apply(connection, about.values());
            return decided;
        });
    }

    /** Decides about a report unless another node has done so, or has erased it. */
    private boolean decidePending(
            Connection connection, UUID report, @Nullable ReportedDelivery delivery, Decider decider)
            throws SQLException {
        Optional<ReportRow> row = table.find(connection, report)
                .filter(one -> !one.report().decision().isFinal());
        return row.isPresent()
                && decide(connection, row.get(), delivery, decider).isFinal();
    }

    @Override
    public List<StoredReport> outdated(String ruleset, @Nullable UUID after, int limit) {
        return database.read(
                "looking for outdated reports",
                connection -> ReportSearch.outdated(connection, database, ruleset, after, limit));
    }

    @Override
    public long countOutdated(String ruleset) {
        return database.read(
                "counting outdated reports", connection -> ReportSearch.countOutdated(connection, database, ruleset));
    }

    @Override
    public boolean purge(Instant unrelatedBefore, Instant rawBefore, int limit) {
        return database.write("deleting old reports", connection -> {
            int unrelated = purge(connection, deleteUnrelated, unrelatedBefore, limit);
            int raw = purge(connection, deleteRaw, rawBefore, limit);
            JdbcDeletionLog.add(connection, database, DataKind.UNRELATED_REPORTS, unrelated);
            JdbcDeletionLog.add(connection, database, DataKind.REPORT_SOURCES, raw);
            return Math.max(unrelated, raw) >= limit;
        });
    }

    private int purge(Connection connection, Sql statement, Instant before, int limit) throws SQLException {
        return statement
                .on(connection, database)
                .bind("before", Uuid7.floor(before))
                .bind("limit", limit)
                .update();
    }
}
