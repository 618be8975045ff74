package telltale.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.model.MeasurementConsent;
import telltale.model.Person;
import telltale.model.PersonKey;
import telltale.model.Suppression;

/** The columns of a person in a select, in which {@code p} are persons. */
final class PersonColumns {
    /** The suppressed topics, one a line: name, time and reason. None of them has a line break, and a name has no space. */
    private static final String TOPICS = """
            case when p.topics > 0 then (
                select string_agg(t.name || ' ' || s.suppressed_at || ' ' || s.reason, '\n')
                from person_topics s join topics t on t.number = s.topic
                where s.person = p.number and s.suppressed_at is not null) end""";

    /** The columns that {@link #read} reads, followed by a space. */
    static final String ALL =
            "p.hash, p.masked, p.suppressed, p.reason, p.suppressed_at, p.suppressed_until, p.suppressed_by,"
                    + " p.withdrawn_at is null and p.restricted_at is null, " + TOPICS
                    + ", p.opens_from, p.clicks_from, p.hygiene_denied ";

    /** The condition by which lists leave out deliveries {@code d} of persons whose data is only stored. */
    static final String NOT_RESTRICTED =
            "coalesce(d.person, 0) not in (select number from persons where restricted_at is not null)";

    /** The number of the columns. */
    static final int COUNT = 12;

    private PersonColumns() {}

    /**
     * Reads a person from a row.
     *
     * @param first the position of the first of the columns
     */
    static Person read(Database database, ResultSet row, int first) throws SQLException {
        Suppression suppression = suppression(database, row, first + 2);
        return new Person(
                PersonKey.ofBytes(row.getBytes(first)),
                row.getString(first + 1),
                suppression,
                topics(row.getString(first + 8)),
                row.getBoolean(first + 7),
                new MeasurementConsent(row.getLong(first + 9), row.getLong(first + 10), row.getBoolean(first + 11)));
    }

    /** Reads a person from a row that begins with the columns. */
    static Person person(Row row) throws SQLException {
        return read(row.database(), row.columns(), 1);
    }

    private static @Nullable Suppression suppression(Database database, ResultSet row, int first) throws SQLException {
        String scope = row.getString(first);
        return scope == null
                ? null
                : new Suppression(
                        Suppression.Scope.ofWireName(scope),
                        null,
                        row.getString(first + 1),
                        Instant.ofEpochMilli(row.getLong(first + 2)),
                        RowMapping.instant(row, first + 3),
                        row.getObject(first + 4) == null ? null : database.id(row, first + 4));
    }

    private static List<Suppression> topics(@Nullable String lines) {
        return lines == null
                ? List.of()
                : lines.lines()
                        .map(PersonColumns::topic)
                        .sorted(Comparator.comparing(one -> String.valueOf(one.topic())))
                        .toList();
    }

    private static Suppression topic(String line) {
        String[] fields = line.split(" ", 3);
        return Suppression.ofTopic(fields[0], fields[2], Instant.ofEpochMilli(Long.parseLong(fields[1])));
    }
}
