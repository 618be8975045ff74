package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.PrivacyProfile;
import telltale.model.Provider;
import telltale.model.StoredConstant;
import telltale.model.VerdictClass;
import telltale.store.Evidence;
import telltale.store.Figures;
import telltale.store.Judgement;
import telltale.store.Judgements;

/** The judgements in a relational database. */
final class JdbcJudgements implements Judgements {
    private static final Logger log = LoggerFactory.getLogger(JdbcJudgements.class);
    /** Marks a delivery for judgement; the migration explains why an existing row is updated. */
    private static final String MARK =
            "insert into unjudged (delivery) %s on conflict (delivery) do update set delivery = excluded.delivery";

    private static final Sql MARK_NUMBER = Sql.of(MARK.formatted("values (:number)"));
    private static final Sql MARK_ID = Sql.of(MARK.formatted("select number from deliveries where id = :id"));
    private static final Sql ANY_SWEEP = Sql.of("select 1 from cohort_sweeps limit 1");
    private static final Sql COUNT_PENDING =
            Sql.of("select count(*) as pending from (select 1 from unjudged limit :limit) as pending");
    private static final Sql DELETE_CORRECTION = Sql.of("delete from corrections where event = :event");
    private static final Sql UPSERT_CORRECTION = Sql.of("""
            insert into corrections (event, delivery, class)
            values (:event, (select number from deliveries where id = :delivery), :class)
            on conflict (event) do update set class = excluded.class""");
    private static final Sql WITHOUT_PROVIDER =
            Sql.of("select number, recipient from deliveries where provider is null order by number limit :limit");
    private static final Sql SET_PROVIDER = Sql.of("update deliveries set provider = :provider where number = :number");

    /** Makes the notice of a delivery pending, when a person is first found. */
    private static final Sql MAKE_NOTICE_PENDING = Sql.of("update notices set owed = 1 where delivery = :number");

    private static final int JUDGEMENT = 14;
    private static final int COUNTED = JUDGEMENT + JudgementRows.SIZE;

    private final Database database;
    private final EventTable events;
    private final BucketCounters buckets;
    private final StatisticsCounters statistics;
    private final ScannedDomains scannedDomains;
    private final UncountedJudgements uncounted;
    private final Sql selectById;
    private final Sql selectOutdated;
    private final RowBatch selectByNumber;
    private final String deletePending;

    /**
     * @param domain the expression for the domain of {@code d.recipient} in lower case
     * @param skipLocked the clause that skips rows locked by other transactions
     */
    JdbcJudgements(Database database, EventTable events, int shard, String domain, String skipLocked) {
        this.database = database;
        this.events = events;
        this.buckets = new BucketCounters(shard);
        this.statistics = new StatisticsCounters(shard);
        this.uncounted = new UncountedJudgements(database);
        this.scannedDomains = new ScannedDomains(database, domain, skipLocked);
        String selectFacts = """
                select d.number, d.id, d.accepted_at, d.provider,""" + " " + CampaignSeries.OF_DELIVERY + """
                , d.created_at,
                    (select coalesce(sum(events - folded), 0) from delivery_counters c where c.delivery = d.number),
                    d.pixel, d.state = 'bounced', d.receipt_at is not null, d.replied_at is not null,""" + " " + scannedDomains.columns() + ", "
                + JudgementRows.COLUMNS
                + ", " + CountedFacts.COLUMNS + " from deliveries d left join judgements j on j.delivery = d.number ";
        this.selectById = Sql.of(selectFacts + "where d.id = :id");
        this.selectOutdated = Sql.of(
                selectFacts + "where j.delivery > :after and j.ruleset <> :ruleset order by j.delivery limit :limit");
        this.selectByNumber = new RowBatch(selectFacts + "where d.number in (values %s) order by d.number", 1);
        this.deletePending =
                "delete from unjudged where delivery in (select delivery from unjudged order by delivery limit ?"
                        + skipLocked + ") returning delivery";
    }

    /**
     * The facts of a delivery.
     *
     * @param isComplete whether all events to judge are still stored, as rows or in summaries
     */
    private record DeliveryFacts(
            long number,
            Evidence evidence,
            BucketCounters.Created created,
            boolean isComplete,
            @Nullable Judgement judgement,
            CountedFacts counted) {
        /** The judgement now. Events that were deleted since cannot be judged again. */
        Judgement judgedBy(Function<Evidence, Judgement> judge) {
            if (judgement == null || isComplete) {
                return judge.apply(evidence);
            }
            return counted.counted() == null ? counted.withKnownActivity(judgement) : judgement;
        }
    }

    @Override
    public int judge(int limit, Function<Evidence, Judgement> judge) {
        int judged = countPending(1) == 0
                ? 0
                : database.write(
                        "judging deliveries", connection -> judge(connection, takePending(connection, limit), judge));
        if (judged >= limit) {
            return judged;
        }
        int swept = sweep(limit);
        return Math.max(judged, swept == 0 ? markUncounted(limit) : swept);
    }

    /** Marks some deliveries that an earlier version judged. */
    private int markUncounted(int limit) {
        List<Long> next = uncounted.next(limit);
        if (!next.isEmpty()) {
            markForJudgement(next);
        }
        return next.size();
    }

    /** Marks some deliveries of a domain in which a scanner was found or disproved. */
    private int sweep(int limit) {
        boolean isAnythingLeft = database.read(
                "looking for domains to sweep",
                connection -> ANY_SWEEP.on(connection, database).exists());
        return isAnythingLeft
                ? database.write("sweeping a domain", connection -> {
                    List<Long> found = scannedDomains.sweep(connection, limit);
                    mark(connection, found);
                    return Math.max(1, found.size());
                })
                : 0;
    }

    /** The changes by the judgements of one transaction, in the order in which rows are locked. */
    private static final class Changes {
        final Map<BucketCounters.Key, Long> buckets = new TreeMap<>();
        final Map<StatisticsCounters.Counted, Figures.Sum> statistics = new HashMap<>();
        final Map<ScannedDomains.Proof, Long> proved = new TreeMap<>();
        final Map<Long, String> disproved = new TreeMap<>();
        final Map<Long, JudgementRows.Counted> judgements = new TreeMap<>();
        final List<Long> firstSeen = new ArrayList<>();

        void add(DeliveryFacts facts, Judgement after) {
            Judgement before = facts.judgement;
            Contribution counted = facts.counted.before(before);
            Contribution toCount = facts.counted.after(after);
            boolean isJudgedOtherwise = !after.equals(before);
            if (isJudgedOtherwise || !toCount.equals(counted)) {
                judgements.put(facts.number, new JudgementRows.Counted(after, toCount.counted()));
                StatisticsCounters.move(statistics, counted, toCount);
            }
            if (isJudgedOtherwise) {
                addChanged(facts, before, after);
            }
        }

        private void addChanged(DeliveryFacts facts, @Nullable Judgement before, Judgement after) {
            if (after.isSeenByPerson() && (before == null || !before.isSeenByPerson())) {
                firstSeen.add(facts.number);
            }
            String domain = facts.evidence.domain();
            if (after.scannedAt() != null) {
                proved.put(ScannedDomains.Proof.at(domain, after.scannedAt().toEpochMilli()), facts.number);
            } else if (before != null && before.scannedAt() != null) {
                disproved.put(facts.number, domain);
            }
            BucketCounters.move(buckets, facts.created, before == null ? null : before.bucket(), after.bucket());
        }
    }

    private int judge(Connection connection, List<Long> numbers, Function<Evidence, Judgement> judge)
            throws SQLException {
        Changes changes = new Changes();
        for (DeliveryFacts facts : facts(connection, numbers)) {
            changes.add(facts, facts.judgedBy(judge));
        }
        MAKE_NOTICE_PENDING.batch(
                connection, database, changes.firstSeen, (update, number) -> update.bind("number", number));
        JudgementRows.put(connection, changes.judgements);
        scannedDomains.update(connection, changes.proved, changes.disproved);
        buckets.write(connection, changes.buckets);
        statistics.write(connection, changes.statistics);
        return numbers.size();
    }

    private List<Long> takePending(Connection connection, int limit) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(deletePending)) {
            delete.setInt(1, limit);
            return RowMapping.all(delete, row -> row.getLong(1));
        }
    }

    /** Reads the facts of deliveries in the order of their numbers, so that concurrent transactions do not deadlock. */
    private List<DeliveryFacts> facts(Connection connection, List<Long> numbers) throws SQLException {
        List<DeliveryFacts> facts = new ArrayList<>(numbers.size());
        selectByNumber.read(
                connection,
                numbers.stream().sorted().toList(),
                (select, position, number) -> select.setLong(position, number),
                row -> addReadable(connection, row, facts));
        return facts;
    }

    /** Skips a row that only a newer version of Telltale can read, so that the rows after it are judged. */
    private void addReadable(Connection connection, ResultSet row, List<DeliveryFacts> facts) throws SQLException {
        try {
            facts.add(facts(connection, row));
        } catch (IllegalArgumentException | IllegalStateException | NoSuchElementException unreadable) {
            log.error("Delivery {} is not judged: its stored data cannot be read", row.getLong(1), unreadable);
        }
    }

    private DeliveryFacts facts(Connection connection, ResultSet row) throws SQLException {
        long number = row.getLong(1);
        DeliveryId id = new DeliveryId(database.id(row, 2));
        long stored = row.getLong(7);
        LatestEvents latest = LatestEvents.read(connection, database, events, id, stored, Evidence.MAX_EVENTS);
        List<Event> last = latest.events();
        Instant acceptedAt = RowMapping.instant(row, 3);
        Provider provider = StoredConstant.of(Provider.class, row.getInt(4));
        Evidence evidence = new Evidence(
                id,
                acceptedAt,
                provider,
                row.getString(12),
                row.getBoolean(13),
                row.getInt(8) == 1,
                row.getBoolean(9),
                row.getBoolean(10),
                row.getBoolean(11),
                last,
                last.isEmpty() ? Map.of() : corrections(connection, number, latest));
        return new DeliveryFacts(
                number,
                evidence,
                BucketCounters.Created.at(row.getLong(5), row.getLong(6)),
                last.size() >= Math.min(stored, Evidence.MAX_EVENTS),
                JudgementRows.read(row, JUDGEMENT),
                CountedFacts.read(
                        row, COUNTED, row.getLong(5), provider, Instant.ofEpochMilli(row.getLong(6)), acceptedAt));
    }

    private Map<UUID, VerdictClass> corrections(Connection connection, long delivery, LatestEvents latest)
            throws SQLException {
        Map<UUID, VerdictClass> corrections = new HashMap<>(latest.corrections());
        try (PreparedStatement select =
                connection.prepareStatement("select event, class from corrections where delivery = ?")) {
            select.setLong(1, delivery);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    corrections.put(database.id(row, 1), StoredConstant.of(VerdictClass.class, row.getInt(2)));
                }
            }
        }
        return corrections;
    }

    @Override
    public long countPending(long limit) {
        return database.read(
                "counting deliveries to judge",
                connection -> COUNT_PENDING
                        .on(connection, database)
                        .bind("limit", limit)
                        .first(row -> row.number("pending"))
                        .orElse(0L));
    }

    /** The evidence of a delivery. */
    Optional<Evidence> evidence(Connection connection, DeliveryId delivery) throws SQLException {
        return selectById
                .on(connection, database)
                .bind("id", delivery.value())
                .first(row -> facts(connection, row.columns()).evidence);
    }

    @Override
    public Map<DeliveryId, Evidence> evidence(List<DeliveryId> deliveries) {
        return database.readConsistently("reading the evidence of deliveries", connection -> {
            Map<DeliveryId, Evidence> found = new HashMap<>();
            for (DeliveryId delivery : deliveries) {
                evidence(connection, delivery).ifPresent(evidence -> found.put(delivery, evidence));
            }
            return found;
        });
    }

    @Override
    public Map<DeliveryId, Judgement> of(List<DeliveryId> deliveries) {
        if (deliveries.isEmpty()) {
            return Map.of();
        }
        return database.read("reading judgements", connection -> {
            Map<DeliveryId, Judgement> found = new HashMap<>();
            try (PreparedStatement select = connection.prepareStatement(
                    """
                    select d.id,""" + " " + JudgementRows.COLUMNS + """
                    from deliveries d join judgements j on j.delivery = d.number
                    where d.id in (?""" + ", ?".repeat(deliveries.size() - 1) + ")")) {
                for (int i = 0; i < deliveries.size(); i++) {
                    database.setId(select, i + 1, deliveries.get(i).value());
                }
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        Judgement judgement = JudgementRows.read(row, 2);
                        if (judgement != null) {
                            found.put(new DeliveryId(database.id(row, 1)), judgement);
                        }
                    }
                }
            }
            return found;
        });
    }

    @Override
    public Map<String, Map<Integer, Long>> bucketCounts(
            PrivacyProfile profile, List<String> campaigns, long fromQuarter, long toQuarter) {
        return campaigns.isEmpty()
                ? Map.of()
                : database.read(
                        "reading the buckets of campaigns",
                        connection -> BucketCounters.read(connection, profile, campaigns, fromQuarter, toQuarter));
    }

    @Override
    public void correct(DeliveryId delivery, UUID event, @Nullable VerdictClass type) {
        database.write("storing a correction", connection -> {
            if (type == null) {
                deleteCorrection(connection, event);
            } else {
                storeCorrection(connection, delivery, event, type);
            }
            return MARK_ID.on(connection, database).bind("id", delivery.value()).update();
        });
    }

    private void deleteCorrection(Connection connection, UUID event) throws SQLException {
        DELETE_CORRECTION.on(connection, database).bind("event", event).update();
    }

    private void storeCorrection(Connection connection, DeliveryId delivery, UUID event, VerdictClass type)
            throws SQLException {
        UPSERT_CORRECTION
                .on(connection, database)
                .bind("event", event)
                .bind("delivery", delivery.value())
                .bind("class", type.number())
                .update();
    }

    @Override
    public List<Outdated> outdated(String ruleset, long after, int limit) {
        List<DeliveryFacts> found = database.read(
                "looking for outdated judgements",
                connection -> selectOutdated
                        .on(connection, database)
                        .bind("after", after)
                        .bind("ruleset", ruleset)
                        .bind("limit", limit)
                        .all(row -> facts(connection, row.columns())));
        List<Outdated> outdated = new ArrayList<>();
        for (DeliveryFacts facts : found) {
            if (facts.judgement != null) {
                outdated.add(new Outdated(facts.number, facts.evidence, facts.isComplete, facts.judgement));
            }
        }
        return outdated;
    }

    @Override
    public List<WithoutProvider> withoutProvider(int limit) {
        return database.read(
                "looking for deliveries without a provider",
                connection -> WITHOUT_PROVIDER
                        .on(connection, database)
                        .bind("limit", limit)
                        .all(row -> new WithoutProvider(row.number("number"), domain(row.text("recipient")))));
    }

    private static String domain(String recipient) {
        return recipient.substring(recipient.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    }

    @Override
    public void setProviders(Map<Long, Provider> providers) {
        // Unknown and other providers are judged alike.
        List<Long> changed = providers.keySet().stream()
                .filter(number -> providers.get(number) != Provider.OTHER)
                .toList();
        database.write("storing providers", connection -> {
            SET_PROVIDER.batch(
                    connection,
                    database,
                    new TreeMap<>(providers).entrySet(),
                    (update, entry) -> update.bind("number", entry.getKey())
                            .bind("provider", entry.getValue().number()));
            mark(connection, changed);
            return true;
        });
    }

    @Override
    public void markForJudgement(List<Long> numbers) {
        database.write("marking deliveries for judgement", connection -> {
            mark(connection, numbers);
            return true;
        });
    }

    /** Marks deliveries for judgement in a transaction of the caller. */
    void mark(Connection connection, List<Long> numbers) throws SQLException {
        MARK_NUMBER.batch(
                connection,
                database,
                numbers.stream().sorted().toList(),
                (insert, number) -> insert.bind("number", number));
    }
}
