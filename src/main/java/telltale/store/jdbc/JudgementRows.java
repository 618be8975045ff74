package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.model.EngagementLevel;
import telltale.model.StoredConstant;
import telltale.model.VerdictClass;
import telltale.store.Judgement;
import telltale.store.Judgement.VerdictCounts;

/** The mapping of judgements to rows. */
final class JudgementRows {
    /** The columns that {@link #read} reads, followed by a space. */
    static final String COLUMNS =
            "j.ruleset, j.opens, j.first_open, j.clicks, j.first_click, j.rung, j.cell, j.scanned_at, j.activity ";

    /** The number of these columns. */
    static final int SIZE = 9;

    private static final RowBatch UPSERT = new RowBatch("""
            insert into judgements (delivery, ruleset, opens, first_open, clicks, first_click, rung, cell, scanned_at,
                activity, counted)
            values %s
            on conflict (delivery) do update set
                ruleset = excluded.ruleset, opens = excluded.opens, first_open = excluded.first_open,
                clicks = excluded.clicks, first_click = excluded.first_click, rung = excluded.rung,
                cell = excluded.cell, scanned_at = excluded.scanned_at, activity = excluded.activity,
                counted = excluded.counted""", 11);

    /** Stands for repeated events among the numbers of classes. */
    private static final String REPEATED = "r";

    private JudgementRows() {}

    /**
     * A judgement to store.
     *
     * @param counted what statistics count besides its activity
     */
    record Counted(Judgement judgement, String counted) {}

    /** Stores judgements by the numbers of their deliveries. */
    static void put(Connection connection, Map<Long, Counted> judgements) throws SQLException {
        UPSERT.run(connection, List.copyOf(judgements.entrySet()), (upsert, from, entry) -> {
            Judgement judgement = entry.getValue().judgement;
            upsert.setLong(from, entry.getKey());
            upsert.setString(from + 1, judgement.ruleset());
            upsert.setString(from + 2, text(judgement.opens()));
            RowMapping.setLong(
                    upsert, from + 3, RowMapping.millis(judgement.opens().firstPersonAt()));
            upsert.setString(from + 4, text(judgement.clicks()));
            RowMapping.setLong(
                    upsert, from + 5, RowMapping.millis(judgement.clicks().firstPersonAt()));
            upsert.setString(from + 6, judgement.engagementLevel().wireName());
            if (judgement.bucket() == null) {
                upsert.setNull(from + 7, Types.INTEGER);
            } else {
                upsert.setInt(from + 7, judgement.bucket());
            }
            RowMapping.setLong(upsert, from + 8, RowMapping.millis(judgement.scannedAt()));
            upsert.setString(from + 9, EventCounts.text(judgement.activity()));
            upsert.setString(from + 10, entry.getValue().counted);
        });
    }

    /** Reads a judgement; null if an outer join found none. */
    static @Nullable Judgement read(ResultSet row, int first) throws SQLException {
        String ruleset = row.getString(first);
        if (ruleset == null) {
            return null;
        }
        VerdictCounts opens = counts(row.getString(first + 1), RowMapping.instant(row, first + 2));
        VerdictCounts clicks = counts(row.getString(first + 3), RowMapping.instant(row, first + 4));
        EngagementLevel level = EngagementLevel.ofWireName(row.getString(first + 5));
        int number = row.getInt(first + 6);
        Integer bucket = row.wasNull() ? null : number;
        String activity = row.getString(first + 8);
        return new Judgement(
                ruleset,
                opens,
                clicks,
                level,
                bucket,
                RowMapping.instant(row, first + 7),
                activity == null ? List.of() : EventCounts.parse(activity));
    }

    /** Reads a judgement that an inner join has found. */
    static Judgement readRequired(ResultSet row, int first) throws SQLException {
        return Objects.requireNonNull(read(row, first));
    }

    private static String text(VerdictCounts counts) {
        Stream<String> classes = new TreeMap<>(counts.classes())
                .entrySet().stream().map(entry -> entry.getKey().number() + "=" + entry.getValue());
        Stream<String> repeated =
                counts.repeated() == 0 ? Stream.empty() : Stream.of(REPEATED + "=" + counts.repeated());
        return Stream.concat(classes, repeated).collect(Collectors.joining(" "));
    }

    private static VerdictCounts counts(String text, @Nullable Instant firstPersonAt) {
        Map<VerdictClass, Integer> classes = new EnumMap<>(VerdictClass.class);
        int repeated = 0;
        for (String entry : text.isEmpty() ? new String[0] : text.split(" ", -1)) {
            int equals = entry.indexOf('=');
            String name = entry.substring(0, equals);
            int count = Integer.parseInt(entry.substring(equals + 1));
            if (name.equals(REPEATED)) {
                repeated = count;
            } else {
                classes.put(StoredConstant.of(VerdictClass.class, Integer.parseInt(name)), count);
            }
        }
        return new VerdictCounts(classes, repeated, firstPersonAt);
    }
}
