package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.EventKind;
import telltale.model.ReportEffect;
import telltale.store.DeliveryStanding;

/** Reads and locks the deliveries that reports are about, in transactions of the caller. */
final class ReportedDeliveries {
    private static final Sql FIND = Sql.of("""
            select d.number, d.person, coalesce(d.campaign, 0) as campaign, p.hash
            from deliveries d left join persons p on p.number = d.person where d.id = :id""");
    private static final Sql READ = Sql.of(DeliveryTable.SELECT_DELIVERY + "where d.number = :number");
    private static final Sql ENGAGEMENT = Sql.of("""
            select 1 where exists (select 1 from judgements where delivery = :number and first_click is not null)
                or (exists (select 1 from unjudged where delivery = :number)
                    and exists (select 1 from delivery_counters where delivery = :number and kind = :click and events > 0))""");

    private final Database database;
    private final ReportTable reports;
    private final JdbcPersons persons;
    private final Sql lock;

    ReportedDeliveries(Database database, ReportTable reports, JdbcPersons persons, Dialect dialect) {
        this.database = database;
        this.reports = reports;
        this.persons = persons;
        this.lock = Sql.of("select number from deliveries where number = :number" + dialect.lockReferenced());
    }

    /** A delivery before it is locked; the hash of its recipient is empty if the recipient is not known as a person. */
    private record Found(
            DeliveryId id, long number, @Nullable Long person, long campaign, String hash) {}

    /**
     * Locks deliveries, and their recipients before them as an erasure does, in one order, so that concurrent transactions do
     * not deadlock.
     *
     * @return those that exist
     */
    Map<DeliveryId, ReportedDelivery> lock(Connection connection, Collection<DeliveryId> ids) throws SQLException {
        List<Found> found = new ArrayList<>();
        for (DeliveryId id : Set.copyOf(ids)) {
            find(connection, id).ifPresent(found::add);
        }
        found.sort(Comparator.comparing(Found::hash).thenComparingLong(Found::number));
        for (Found one : found) {
            if (one.person != null) {
                boolean unused = persons.numbers().lock(connection, one.person);
            }
        }
        found.sort(Comparator.comparingLong(Found::number));
        Map<DeliveryId, ReportedDelivery> locked = new LinkedHashMap<>();
        for (Found one : found) {
            if (lock.on(connection, database).bind("number", one.number).exists()) {
                locked.put(one.id, read(connection, one));
            }
        }
        return locked;
    }

    private Optional<Found> find(Connection connection, DeliveryId id) throws SQLException {
        return FIND.on(connection, database).bind("id", id.value()).first(row -> {
            byte[] hash = row.nullableBytes("hash");
            return new Found(
                    id,
                    row.number("number"),
                    hash == null ? null : row.number("person"),
                    row.number("campaign"),
                    hash == null ? "" : HexFormat.of().formatHex(hash));
        });
    }

    private ReportedDelivery read(Connection connection, Found found) throws SQLException {
        Delivery delivery = READ.on(connection, database)
                .bind("number", found.number)
                .first(DeliveryTable::delivery)
                .orElseThrow();
        Long person = found.person == null ? persons.numberOf(connection, delivery.to()) : found.person;
        return new ReportedDelivery(
                found.number, person, found.campaign, delivery, reports.ofDelivery(connection, found.number));
    }

    /**
     * What decides about the consequences of a report.
     *
     * @param others the other reports about the delivery, as they are now
     * @param now when the report was received
     */
    DeliveryStanding standing(
            Connection connection, ReportedDelivery reported, List<ReportedEffects> others, Instant now)
            throws SQLException {
        Delivery delivery = reported.delivery();
        SoftFailures failures = SoftFailures.before(connection, database, reported.number());
        return new DeliveryStanding(
                reported.stateAfter(others),
                delivery.acceptedAt(),
                delivery.to(),
                delivery.topic(),
                isEngaged(connection, reported, others),
                failures.count(),
                failures.until(now));
    }

    private boolean isEngaged(Connection connection, ReportedDelivery reported, List<ReportedEffects> others)
            throws SQLException {
        return ReportedEffects.first(others, ReportEffect.RECEIPT).isPresent()
                || ReportedEffects.first(others, ReportEffect.REPLIED).isPresent()
                || ENGAGEMENT
                        .on(connection, database)
                        .bind("number", reported.number())
                        .bind("click", EventKind.CLICK)
                        .exists();
    }
}
