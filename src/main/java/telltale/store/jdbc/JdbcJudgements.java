package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
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
import telltale.model.Provider;
import telltale.model.StoredConstant;
import telltale.model.VerdictClass;
import telltale.store.Evidence;
import telltale.store.Judgement;
import telltale.store.Judgements;

/** The judgements in a relational database. */
final class JdbcJudgements implements Judgements {
    private static final Logger log = LoggerFactory.getLogger(JdbcJudgements.class);
    /** Marks a delivery for judgement; the migration explains why an existing row is updated. */
    private static final String MARK =
            "insert into unjudged (delivery) values (?) on conflict (delivery) do update set delivery ="
                    + " excluded.delivery";

    /** Makes the notice of a delivery pending, when a person is first found. */
    private static final String MAKE_NOTICE_PENDING = "update notices set owed = 1 where delivery = ?";

    private static final int JUDGEMENT = 11;

    private final Database database;
    private final EventTable events;
    private final BucketCounters buckets;
    private final ScannedDomains scannedDomains;
    private final String selectFacts;
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
        this.scannedDomains = new ScannedDomains(database, domain, skipLocked);
        this.selectFacts = """
                select d.number, d.id, d.accepted_at, d.provider, coalesce(d.campaign, 0), d.created_at,
                    (select coalesce(sum(events - folded), 0) from delivery_counters c where c.delivery = d.number),
                    d.pixel,""" + " " + scannedDomains.columns() + ", " + JudgementRows.COLUMNS
                + "from deliveries d left join judgements j on j.delivery = d.number ";
        this.selectByNumber = new RowBatch(selectFacts + "where d.number in (values %s) order by d.number", 1);
        this.deletePending =
                "delete from unjudged where delivery in (select delivery from unjudged order by delivery limit ?"
                        + skipLocked + ") returning delivery";
    }

    /**
     * The facts of a delivery.
     *
     * @param isComplete whether the rows of all events to judge are still there
     */
    private record DeliveryFacts(
            long number,
            Evidence evidence,
            BucketCounters.Created created,
            boolean isComplete,
            @Nullable Judgement judgement) {}

    @Override
    public int judge(int limit, Function<Evidence, Judgement> judge) {
        int judged = countPending(1) == 0
                ? 0
                : database.write(
                        "judging deliveries", connection -> judge(connection, takePending(connection, limit), judge));
        return judged < limit ? Math.max(judged, sweep(limit)) : judged;
    }

    /** Marks some deliveries of a domain in which a scanner was found or disproved. */
    private int sweep(int limit) {
        boolean isAnythingLeft = database.read("looking for domains to sweep", connection -> {
            try (PreparedStatement select = connection.prepareStatement("select 1 from cohort_sweeps limit 1")) {
                return RowMapping.first(select) != null;
            }
        });
        return isAnythingLeft
                ? database.write("sweeping a domain", connection -> {
                    List<Long> found = scannedDomains.sweep(connection, limit);
                    mark(connection, found);
                    return Math.max(1, found.size());
                })
                : 0;
    }

    private int judge(Connection connection, List<Long> numbers, Function<Evidence, Judgement> judge)
            throws SQLException {
        Map<BucketCounters.Key, Long> changes = new TreeMap<>();
        Map<ScannedDomains.Proof, Long> proved = new TreeMap<>();
        Map<Long, String> disproved = new TreeMap<>();
        Map<Long, Judgement> changed = new TreeMap<>();
        try (PreparedStatement notice = connection.prepareStatement(MAKE_NOTICE_PENDING)) {
            for (DeliveryFacts facts : facts(connection, numbers)) {
                Judgement before = facts.judgement;
                if (before != null && !facts.isComplete) {
                    continue;
                }
                Judgement after = judge.apply(facts.evidence);
                if (!after.equals(before)) {
                    changed.put(facts.number, after);
                    if (after.isSeenByPerson() && (before == null || !before.isSeenByPerson())) {
                        notice.setLong(1, facts.number);
                        notice.executeUpdate();
                    }
                    String domain = facts.evidence.domain();
                    if (after.scannedAt() != null) {
                        proved.put(
                                ScannedDomains.Proof.at(
                                        domain, after.scannedAt().toEpochMilli()),
                                facts.number);
                    } else if (before != null && before.scannedAt() != null) {
                        disproved.put(facts.number, domain);
                    }
                    BucketCounters.move(
                            changes, facts.created, before == null ? null : before.bucket(), after.bucket());
                }
            }
        }
        JudgementRows.put(connection, changed);
        scannedDomains.update(connection, proved, disproved);
        buckets.write(connection, changes);
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
        // Each delivery is judged when it is accepted, and has no events then.
        List<Event> last = stored == 0 ? new ArrayList<>() : events.newest(connection, id, Evidence.MAX_EVENTS);
        Collections.reverse(last);
        Evidence evidence = new Evidence(
                id,
                RowMapping.instant(row, 3),
                StoredConstant.of(Provider.class, row.getInt(4)),
                row.getString(9),
                row.getBoolean(10),
                row.getInt(8) == 1,
                last,
                last.isEmpty() ? Map.of() : corrections(connection, number));
        return new DeliveryFacts(
                number,
                evidence,
                BucketCounters.Created.at(row.getLong(5), row.getLong(6)),
                last.size() >= Math.min(stored, Evidence.MAX_EVENTS),
                JudgementRows.read(row, JUDGEMENT));
    }

    private Map<UUID, VerdictClass> corrections(Connection connection, long delivery) throws SQLException {
        Map<UUID, VerdictClass> corrections = new HashMap<>();
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
        return database.read("counting deliveries to judge", connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("select count(*) from (select 1 from unjudged limit ?) as pending")) {
                select.setLong(1, limit);
                Long count = RowMapping.first(select);
                return count == null ? 0L : count;
            }
        });
    }

    /** The evidence of a delivery. */
    Optional<Evidence> evidence(Connection connection, DeliveryId delivery) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(selectFacts + "where d.id = ?")) {
            database.setId(select, 1, delivery.value());
            return RowMapping.all(select, row -> facts(connection, row).evidence).stream()
                    .findFirst();
        }
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
    public Map<String, Map<Integer, Long>> bucketCounts(List<String> campaigns, long fromQuarter, long toQuarter) {
        return campaigns.isEmpty()
                ? Map.of()
                : database.read(
                        "reading the buckets of campaigns",
                        connection -> BucketCounters.read(connection, campaigns, fromQuarter, toQuarter));
    }

    @Override
    public void correct(DeliveryId delivery, UUID event, @Nullable VerdictClass type) {
        database.write("storing a correction", connection -> {
            if (type == null) {
                deleteCorrection(connection, event);
            } else {
                storeCorrection(connection, delivery, event, type);
            }
            try (PreparedStatement mark = connection.prepareStatement(
                    MARK.replace("values (?)", "select number from deliveries where id = ?"))) {
                database.setId(mark, 1, delivery.value());
                return mark.executeUpdate();
            }
        });
    }

    private void deleteCorrection(Connection connection, UUID event) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("delete from corrections where event = ?")) {
            database.setId(delete, 1, event);
            delete.executeUpdate();
        }
    }

    private void storeCorrection(Connection connection, DeliveryId delivery, UUID event, VerdictClass type)
            throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                insert into corrections (event, delivery, class)
                values (?, (select number from deliveries where id = ?), ?)
                on conflict (event) do update set class = excluded.class""")) {
            database.setId(upsert, 1, event);
            database.setId(upsert, 2, delivery.value());
            upsert.setInt(3, type.number());
            upsert.executeUpdate();
        }
    }

    @Override
    public List<Outdated> outdated(String ruleset, long after, int limit) {
        return database.read("looking for outdated judgements", connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    selectFacts + "where j.delivery > ? and j.ruleset <> ? order by j.delivery limit ?")) {
                select.setLong(1, after);
                select.setString(2, ruleset);
                select.setInt(3, limit);
                List<Outdated> outdated = new ArrayList<>();
                for (DeliveryFacts facts : RowMapping.all(select, row -> facts(connection, row))) {
                    if (facts.judgement != null) {
                        outdated.add(new Outdated(facts.number, facts.evidence, facts.judgement));
                    }
                }
                return outdated;
            }
        });
    }

    @Override
    public List<WithoutProvider> withoutProvider(int limit) {
        return database.read("looking for deliveries without a provider", connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "select number, recipient from deliveries where provider is null order by number limit ?")) {
                select.setInt(1, limit);
                return RowMapping.all(select, row -> new WithoutProvider(row.getLong(1), domain(row.getString(2))));
            }
        });
    }

    private static String domain(String recipient) {
        return recipient.substring(recipient.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    }

    @Override
    public void setProviders(Map<Long, Provider> providers) {
        database.write("storing providers", connection -> {
            try (PreparedStatement update =
                            connection.prepareStatement("update deliveries set provider = ? where number = ?");
                    PreparedStatement mark = connection.prepareStatement(MARK)) {
                for (Map.Entry<Long, Provider> entry : new TreeMap<>(providers).entrySet()) {
                    update.setInt(1, entry.getValue().number());
                    update.setLong(2, entry.getKey());
                    update.addBatch();
                    // Unknown and other providers are judged alike.
                    if (entry.getValue() != Provider.OTHER) {
                        mark.setLong(1, entry.getKey());
                        mark.addBatch();
                    }
                }
                update.executeBatch();
                return mark.executeBatch();
            }
        });
    }

    @Override
    public void markForJudgement(List<Long> numbers) {
        database.write("marking deliveries for judgement", connection -> mark(connection, numbers));
    }

    private static int[] mark(Connection connection, List<Long> numbers) throws SQLException {
        try (PreparedStatement mark = connection.prepareStatement(MARK)) {
            for (long number : numbers.stream().sorted().toList()) {
                mark.setLong(1, number);
                mark.addBatch();
            }
            return mark.executeBatch();
        }
    }
}
