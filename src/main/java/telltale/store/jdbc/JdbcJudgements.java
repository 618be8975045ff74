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

/** Judgements in a relational database, beside the events that they are about. */
final class JdbcJudgements implements Judgements {
    private static final Logger log = LoggerFactory.getLogger(JdbcJudgements.class);
    /** Notes that a delivery is to be judged; see the migration for why a row that is there is written again. */
    private static final String NOTE =
            "insert into unjudged (delivery) values (?) on conflict (delivery) do update set delivery = excluded.delivery";

    /** A person's first sign is the only one that is told. */
    private static final String OWE = "update notices set owed = 1 where delivery = ?";

    private static final int JUDGEMENT = 11;

    private final Database database;
    private final EventTable events;
    private final BucketCounters cells;
    private final ScannedDomains scanned;
    private final String selectKnown;
    private final RowBatch selectNumbered;
    private final String take;

    /**
     * @param domain the domain of {@code d.recipient} in lower case, in the words of the database
     * @param skipping what makes a statement leave out rows that another transaction holds, where there may be one
     */
    JdbcJudgements(Database database, EventTable events, int shard, String domain, String skipping) {
        this.database = database;
        this.events = events;
        this.cells = new BucketCounters(shard);
        this.scanned = new ScannedDomains(database, domain, skipping);
        this.selectKnown = """
                select d.number, d.id, d.accepted_at, d.provider, coalesce(d.campaign, 0), d.created_at,
                    (select coalesce(sum(events - folded), 0) from delivery_counters c where c.delivery = d.number),
                    d.pixel,""" + " " + scanned.columns() + ", " + JudgementRows.COLUMNS
                + "from deliveries d left join judgements j on j.delivery = d.number ";
        this.selectNumbered = new RowBatch(selectKnown + "where d.number in (values %s) order by d.number", 1);
        this.take = "delete from unjudged where delivery in (select delivery from unjudged order by delivery limit ?"
                + skipping + ") returning delivery";
    }

    /** A delivery as it stands in the database. */
    private record Known(
            long number,
            Evidence evidence,
            BucketCounters.Made made,
            boolean isWhole,
            @Nullable Judgement judgement) {}

    @Override
    public int judge(int most, Function<Evidence, Judgement> judging) {
        int judged = waiting(1) == 0
                ? 0
                : database.write(
                        "judging deliveries", connection -> judge(connection, take(connection, most), judging));
        return judged < most ? Math.max(judged, sweep(most)) : judged;
    }

    /** Notes some deliveries of which something is known since that happened to others of their domain. */
    private int sweep(int most) {
        boolean isAnythingLeft = database.read("looking for domains to go through", connection -> {
            try (PreparedStatement select = connection.prepareStatement("select 1 from cohort_sweeps limit 1")) {
                return RowMapping.first(select) != null;
            }
        });
        return isAnythingLeft
                ? database.write("going through a domain", connection -> {
                    List<Long> found = scanned.sweep(connection, most);
                    note(connection, found);
                    return Math.max(1, found.size());
                })
                : 0;
    }

    private int judge(Connection connection, List<Long> numbers, Function<Evidence, Judgement> judging)
            throws SQLException {
        Map<BucketCounters.Place, Long> moved = new TreeMap<>();
        Map<ScannedDomains.Proof, Long> proved = new TreeMap<>();
        Map<Long, String> disproved = new TreeMap<>();
        Map<Long, Judgement> changed = new TreeMap<>();
        try (PreparedStatement owe = connection.prepareStatement(OWE)) {
            for (Known known : known(connection, numbers)) {
                Judgement before = known.judgement;
                if (before != null && !known.isWhole) {
                    continue;
                }
                Judgement after = judging.apply(known.evidence);
                if (!after.equals(before)) {
                    changed.put(known.number, after);
                    if (after.isSeenByAPerson() && (before == null || !before.isSeenByAPerson())) {
                        owe.setLong(1, known.number);
                        owe.executeUpdate();
                    }
                    String domain = known.evidence.domain();
                    if (after.scannedAt() != null) {
                        proved.put(
                                ScannedDomains.Proof.at(
                                        domain, after.scannedAt().toEpochMilli()),
                                known.number);
                    } else if (before != null && before.scannedAt() != null) {
                        disproved.put(known.number, domain);
                    }
                    BucketCounters.move(moved, known.made, before == null ? null : before.cell(), after.cell());
                }
            }
        }
        JudgementRows.put(connection, changed);
        scanned.keep(connection, proved, disproved);
        cells.write(connection, moved);
        return numbers.size();
    }

    private List<Long> take(Connection connection, int most) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(take)) {
            delete.setInt(1, most);
            return RowMapping.all(delete, row -> row.getLong(1));
        }
    }

    /** In the order of their numbers, so that those who judge at the same time write in one order. */
    private List<Known> known(Connection connection, List<Long> numbers) throws SQLException {
        List<Known> known = new ArrayList<>(numbers.size());
        selectNumbered.read(
                connection,
                numbers.stream().sorted().toList(),
                (select, position, number) -> select.setLong(position, number),
                row -> addReadable(connection, row, known));
        return known;
    }

    /** A row that only a newer Telltale can read must not keep those behind it from being judged. */
    private void addReadable(Connection connection, ResultSet row, List<Known> known) throws SQLException {
        try {
            known.add(known(connection, row));
        } catch (IllegalArgumentException | IllegalStateException | NoSuchElementException unreadable) {
            log.error("Delivery {} is not judged: what is stored of it cannot be read", row.getLong(1), unreadable);
        }
    }

    private Known known(Connection connection, ResultSet row) throws SQLException {
        long number = row.getLong(1);
        DeliveryId id = new DeliveryId(database.id(row, 2));
        long stored = row.getLong(7);
        // Each mail is judged when a server took it, and then there is nothing of it to look for.
        List<Event> last = stored == 0 ? new ArrayList<>() : events.newest(connection, id, Evidence.MOST_EVENTS);
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
        return new Known(
                number,
                evidence,
                BucketCounters.Made.at(row.getLong(5), row.getLong(6)),
                last.size() >= Math.min(stored, Evidence.MOST_EVENTS),
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
    public long waiting(long most) {
        return database.read("counting what is to be judged", connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("select count(*) from (select 1 from unjudged limit ?) as noted")) {
                select.setLong(1, most);
                Long count = RowMapping.first(select);
                return count == null ? 0L : count;
            }
        });
    }

    /** All that is known of a delivery. */
    Optional<Evidence> evidence(Connection connection, DeliveryId delivery) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(selectKnown + "where d.id = ?")) {
            database.setId(select, 1, delivery.value());
            return RowMapping.all(select, row -> known(connection, row).evidence).stream()
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
    public Map<Integer, Long> cells(String campaign, long fromQuarter, long toQuarter) {
        return database.read(
                "reading what a campaign's deliveries are",
                connection -> BucketCounters.read(connection, campaign, fromQuarter, toQuarter));
    }

    @Override
    public void correct(DeliveryId delivery, UUID event, @Nullable VerdictClass type) {
        database.write("keeping a correction", connection -> {
            if (type == null) {
                withdraw(connection, event);
            } else {
                keep(connection, delivery, event, type);
            }
            try (PreparedStatement note = connection.prepareStatement(
                    NOTE.replace("values (?)", "select number from deliveries where id = ?"))) {
                database.setId(note, 1, delivery.value());
                return note.executeUpdate();
            }
        });
    }

    private void withdraw(Connection connection, UUID event) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("delete from corrections where event = ?")) {
            database.setId(delete, 1, event);
            delete.executeUpdate();
        }
    }

    private void keep(Connection connection, DeliveryId delivery, UUID event, VerdictClass type) throws SQLException {
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
        return database.read("looking for what other rules judged", connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    selectKnown + "where j.delivery > ? and j.ruleset <> ? order by j.delivery limit ?")) {
                select.setLong(1, after);
                select.setString(2, ruleset);
                select.setInt(3, limit);
                List<Outdated> outdated = new ArrayList<>();
                for (Known known : RowMapping.all(select, row -> known(connection, row))) {
                    if (known.judgement != null) {
                        outdated.add(new Outdated(known.number, known.evidence, known.judgement));
                    }
                }
                return outdated;
            }
        });
    }

    @Override
    public List<Unplaced> withoutProvider(int limit) {
        return database.read("looking for deliveries without a provider", connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "select number, recipient from deliveries where provider is null order by number limit ?")) {
                select.setInt(1, limit);
                return RowMapping.all(select, row -> new Unplaced(row.getLong(1), domain(row.getString(2))));
            }
        });
    }

    private static String domain(String recipient) {
        return recipient.substring(recipient.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    }

    @Override
    public void noteProviders(Map<Long, Provider> providers) {
        database.write("noting providers", connection -> {
            try (PreparedStatement update =
                            connection.prepareStatement("update deliveries set provider = ? where number = ?");
                    PreparedStatement note = connection.prepareStatement(NOTE)) {
                for (Map.Entry<Long, Provider> one : new TreeMap<>(providers).entrySet()) {
                    update.setInt(1, one.getValue().number());
                    update.setLong(2, one.getKey());
                    update.addBatch();
                    // Not known and anybody else are the same to a judge.
                    if (one.getValue() != Provider.OTHER) {
                        note.setLong(1, one.getKey());
                        note.addBatch();
                    }
                }
                update.executeBatch();
                return note.executeBatch();
            }
        });
    }

    @Override
    public void judgeAgain(List<Long> places) {
        database.write("noting what is to be judged again", connection -> note(connection, places));
    }

    private static int[] note(Connection connection, List<Long> places) throws SQLException {
        try (PreparedStatement note = connection.prepareStatement(NOTE)) {
            for (long place : places.stream().sorted().toList()) {
                note.setLong(1, place);
                note.addBatch();
            }
            return note.executeBatch();
        }
    }
}
