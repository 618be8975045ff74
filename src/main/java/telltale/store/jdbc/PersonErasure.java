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
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.store.Figures;
import telltale.store.PersonRights;
import telltale.store.Tally;

/** The erasure of a person's deliveries, events and reports, which also subtracts them from all counters. */
public final class PersonErasure {
    /** Classes of data whose deleted rows are counted. */
    static final String DELIVERIES = "deliveries";

    static final String EVENTS = "events";
    static final String REPORTS = "reports";
    static final String CONSENTS = "consents";
    private static final String TOPICS = "topics";
    private static final String WEBHOOK_EVENTS = "webhookEvents";

    private static final Sql BUCKETS = Sql.of("select " + CampaignSeries.OF_DELIVERY + """
             as series, d.created_at, j.cell
            from judgements j join deliveries d on d.number = j.delivery
            where d.person = :person and j.cell is not null""");
    private static final Sql COUNTED = Sql.of("select " + CampaignSeries.OF_DELIVERY + """
             as series, j.activity, j.counted,
                (select l.links from link_lists l where l.number = d.links) as links
            from judgements j join deliveries d on d.number = j.delivery
            where d.person = :person and j.counted is not null""");
    private static final Sql REPORTED = Sql.of("""
            select number, coalesce(campaign, 0) as campaign, created_at from deliveries
            where person = :person and exists (select 1 from reports r where r.delivery = deliveries.number)""");
    private static final Sql DELETE_DELIVERIES = Sql.of("delete from deliveries where person = :person"
            + " returning coalesce(campaign, 0) as campaign, created_at, state, failure");

    private final Database database;
    private final EventTable events;
    private final CampaignCounters campaigns;
    private final BucketCounters buckets;
    private final StatisticsCounters statistics;
    private final ReportTable reports;
    private final ReportCounters reportCounters;
    private final ConsentTable consents;
    private final String lockRows;

    /**
     * @param shard the shard of the counters that this node writes
     * @param lockRows the clause by which a select locks the rows that it returns
     */
    PersonErasure(Database database, EventTable events, CampaignCounters campaigns, int shard, String lockRows) {
        this.database = database;
        this.events = events;
        this.campaigns = campaigns;
        this.buckets = new BucketCounters(shard);
        this.statistics = new StatisticsCounters(shard);
        this.reports = new ReportTable(database);
        this.reportCounters = campaigns.reports();
        this.consents = new ConsentTable(database);
        this.lockRows = lockRows;
    }

    /** An erased event: its series, kind and time. */
    public record ErasedEvent(long series, int kind, Instant at) {}

    /**
     * Erases a person; see {@link telltale.store.Persons#erase}.
     *
     * @param address null if it is not known
     * @return the number of deleted rows by class of data
     */
    Map<String, Integer> erase(
            Connection connection, long person, @Nullable EmailAddress address, PersonRights.Kept kept)
            throws SQLException {
        // First, since it may take long: nothing that others need is locked meanwhile.
        events.holdRetention(connection);
        countErasure(connection);
        holdStoring(connection);
        lockDeliveries(connection, person);
        events.overwriteDeleted(connection, true);
        int webhookEvents = PersonWebhooks.delete(connection, person);
        List<ErasedEvent> erased = events.erase(connection, person);
        Map<CampaignCounter, Tally.Delta> counters = new TreeMap<>();
        erased.forEach(event -> add(counters, event, new Tally.Delta(Tally.quarter(event.at), -1, 0, 0)));
        firsts(connection, person)
                .forEach(first -> add(counters, first, new Tally.Delta(Tally.quarter(first.at), 0, 0, -1)));
        campaigns.add(connection, counters);
        run(
                connection,
                "delete from delivery_counters where delivery in (select number from deliveries where person = ?)",
                person);
        eraseJudgements(connection, person);
        MessageTables.erase(connection, person, lockRows);
        int reports = eraseReports(connection, person);
        int deliveries = eraseDeliveries(connection, person);
        KeptSuppressions suppressions =
                kept.suppressions() ? KeptSuppressions.of(connection, database, person) : KeptSuppressions.NONE;
        int topics = run(connection, "delete from person_topics where person = ?", person);
        int entries = erasePerson(connection, person, kept);
        suppressions.restore(connection, database);
        Map<String, Integer> counts =
                new HashMap<>(address == null ? Map.of() : new AddressTraces(database, address).erase(connection));
        events.overwriteDeleted(connection, false);
        counts.putAll(Map.of(
                DELIVERIES, deliveries,
                EVENTS, erased.size(),
                REPORTS, reports,
                CONSENTS, entries,
                TOPICS, topics,
                WEBHOOK_EVENTS, webhookEvents));
        return counts;
    }

    /** Keeps other transactions from adding judgements, reports or attempts to the deliveries until they are deleted. */
    private void lockDeliveries(Connection connection, long person) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select number from deliveries where person = ? order by number" + lockRows)) {
            select.setLong(1, person);
            List<Long> unused = RowMapping.all(select, row -> row.getLong(1));
        }
    }

    /** As in changes of preferences, the row of their version is locked before storing is held. */
    private static void countErasure(Connection connection) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("update choices set erasures = erasures + 1")) {
            update.executeUpdate();
        }
    }

    /** Waits for transactions that store events, and keeps new ones waiting until the end of this transaction. */
    void holdStoring(Connection connection) throws SQLException {
        events.holdStoring(connection);
    }

    /** Deletes a person, and returns the number of deleted entries of the consent ledger. */
    private int erasePerson(Connection connection, long person, PersonRights.Kept kept) throws SQLException {
        Optional<ConsentTable.Remainder> remainder =
                kept.consents() ? consents.remainder(connection, person) : Optional.empty();
        int entries = kept.consents() ? 0 : consents.erase(connection, person);
        run(connection, "delete from consent_requests where person = ?", person);
        run(connection, "delete from persons where number = ?", person);
        if (remainder.isPresent()) {
            consents.restore(connection, remainder.get());
        }
        return entries;
    }

    private void eraseJudgements(Connection connection, long person) throws SQLException {
        Map<BucketCounters.Key, Long> changes = new TreeMap<>();
        BUCKETS.on(connection, database).bind("person", person).each(row -> {
            BucketCounters.Created created = BucketCounters.Created.at(row.number("series"), row.number("created_at"));
            BucketCounters.move(changes, created, row.integer("cell"), null);
        });
        buckets.write(connection, changes);
        eraseStatistics(connection, person);
        run(
                connection,
                "delete from notices where lower(address) in"
                        + " (select lower(recipient) from deliveries where person = ?)",
                person);
        run(
                connection,
                "update scanner_proofs set delivery = 0 where delivery in"
                        + " (select number from deliveries where person = ?)",
                person);
        for (String table : List.of("judgements", "corrections", "unjudged", "notices")) {
            run(
                    connection,
                    "delete from " + table + " where delivery in (select number from deliveries where person = ?)",
                    person);
        }
    }

    private void eraseStatistics(Connection connection, long person) throws SQLException {
        Map<StatisticsCounters.Counted, Figures.Sum> changes = new HashMap<>();
        COUNTED.on(connection, database)
                .bind("person", person)
                .each(row -> StatisticsCounters.move(
                        changes,
                        Contribution.parse(
                                row.number("series"),
                                row.text("counted"),
                                EventCounts.parse(row.text("activity")),
                                LinkKeys.parse(row.nullableText("links"))),
                        null));
        statistics.write(connection, changes);
    }

    private int eraseReports(Connection connection, long person) throws SQLException {
        ReportCounters.Changes counted = new ReportCounters.Changes();
        for (Reported delivery : reported(connection, person)) {
            List<ReportedEffects> effects = reports.ofDelivery(connection, delivery.number);
            counted.add(delivery.campaign, delivery.quarter, ReportedEffects.counted(effects), -1);
        }
        reportCounters.add(connection, counted);
        run(
                connection,
                "delete from forwards where delivery in (select number from deliveries where person = ?)",
                person);
        return run(
                connection,
                "delete from reports where delivery in (select number from deliveries where person = ?)",
                person);
    }

    /** A delivery that there are reports about. */
    private record Reported(long number, long campaign, long quarter) {}

    private List<Reported> reported(Connection connection, long person) throws SQLException {
        return REPORTED.on(connection, database)
                .bind("person", person)
                .all(row -> new Reported(
                        row.number("number"), row.number("campaign"), Tally.quarter(row.instant("created_at"))));
    }

    private static void add(Map<CampaignCounter, Tally.Delta> counters, ErasedEvent event, Tally.Delta delta) {
        counters.merge(new CampaignCounter(event.series, delta.quarter(), event.kind), delta, Tally.Delta::plus);
    }

    private static List<ErasedEvent> firsts(Connection connection, long person) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select " + CampaignSeries.OF_DELIVERY + """
                , c.kind, c.first_at
                from delivery_counters c join deliveries d on d.number = c.delivery where d.person = ?""")) {
            select.setLong(1, person);
            return readErased(select);
        }
    }

    /** Reads events from the columns series, kind and milliseconds. */
    public static List<ErasedEvent> readErased(PreparedStatement select) throws SQLException {
        List<ErasedEvent> erased = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                erased.add(new ErasedEvent(row.getLong(1), row.getInt(2), Instant.ofEpochMilli(row.getLong(3))));
            }
        }
        return erased;
    }

    /**
     * The events that are in summaries of a person's deliveries, without those that are only counted.
     *
     * @param condition the condition, beside the number, that finds the summaries of a delivery
     */
    public static List<ErasedEvent> summarized(Connection connection, long person, String condition)
            throws SQLException {
        List<ErasedEvent> all = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement("select " + CampaignSeries.OF_DELIVERY + """
                , s.kind, s.first_at, s.events
                from deliveries d join summaries s on s.delivery = d.number%s
                where d.person = ? and s.first_at is not null""".formatted(condition))) {
            select.setLong(1, person);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    ErasedEvent event =
                            new ErasedEvent(row.getLong(1), row.getInt(2), Instant.ofEpochMilli(row.getLong(3)));
                    all.addAll(Collections.nCopies(row.getInt(4), event));
                }
            }
        }
        return all;
    }

    private int eraseDeliveries(Connection connection, long person) throws SQLException {
        return DELETE_DELIVERIES.on(connection, database).bind("person", person).each(row -> uncount(connection, row));
    }

    private void uncount(Connection connection, Row row) throws SQLException {
        DeliveryState state = DeliveryState.ofWireName(row.text("state"));
        campaigns.remove(connection, row.number("campaign"), row.instant("created_at"), state);
        boolean isFailed = state == DeliveryState.REFUSED || state == DeliveryState.FAILED;
        if (isFailed && row.integer("failure") != 0) {
            ReportCounters.Key key =
                    ReportCounters.reply(row.number("campaign"), row.instant("created_at"), row.integer("failure"));
            campaigns.reports().add(connection, Map.of(key, -1));
        }
    }

    /** Runs a statement with numbers, such as that of a person, as its parameters. */
    public static int run(Connection connection, String sql, long... numbers) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < numbers.length; i++) {
                statement.setLong(i + 1, numbers[i]);
            }
            return statement.executeUpdate();
        }
    }
}
