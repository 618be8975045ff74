package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.model.ImmutableBytes;
import telltale.model.Suppression;

/**
 * The suppressions of a person that outlive the erasure: under the key of the person, without the masked address, the reports
 * that they follow from, and reasons entered by hand.
 *
 * @param whole the suppression of bulk mail or of all mail, or null
 * @param topics those of topics
 */
record KeptSuppressions(@Nullable Whole whole, List<OfTopic> topics) {
    static final KeptSuppressions NONE = new KeptSuppressions(null, List.of());

    private static final String MASKED = "***";
    private static final String REASON = "kept after the erasure";

    private static final Sql SUPPRESSED = Sql.of("""
            select hash, suppressed, reason, suppressed_at, suppressed_until from persons
            where number = :person and (suppressed is not null or topics > 0)""");
    private static final Sql OF_TOPICS = Sql.of(
            "select topic, reason, suppressed_at from person_topics where person = :person and suppressed_at is not null");
    private static final Sql INSERT = Sql.of("""
            insert into persons (hash, masked, suppressed, reason, suppressed_at, suppressed_until, topics)
            values (:hash, :masked, :scope, :reason, :at, :until, :topics)
            on conflict (hash) do update set suppressed = excluded.suppressed, reason = excluded.reason,
                suppressed_at = excluded.suppressed_at, suppressed_until = excluded.suppressed_until,
                topics = excluded.topics, masked = excluded.masked
            returning number""");
    private static final Sql INSERT_TOPIC = Sql.of("""
            insert into person_topics (person, topic, reason, suppressed_at)
            values (:person, :topic, :reason, :at)""");
    /** Nothing was added: it was there before. */
    private static final Sql DELETE_CAUSES = Sql.of("delete from webhook_causes where person = :person");

    /**
     * The columns of a suppression of bulk mail or of all mail.
     *
     * @param scope null if topics alone are suppressed
     */
    record Whole(
            ImmutableBytes hash,
            @Nullable String scope,
            String reason,
            @Nullable Instant at,
            @Nullable Instant until) {}

    /** The columns of the suppression of a topic. */
    record OfTopic(long topic, String reason, Instant at) {}

    /** Reads the suppressions of a person. */
    static KeptSuppressions of(Connection connection, Database database, long person) throws SQLException {
        return new KeptSuppressions(
                SUPPRESSED
                        .on(connection, database)
                        .bind("person", person)
                        .first(row -> new Whole(
                                new ImmutableBytes(row.bytes("hash")),
                                row.nullableText("suppressed"),
                                kept(row),
                                row.nullableInstant("suppressed_at"),
                                row.nullableInstant("suppressed_until")))
                        .orElse(null),
                OF_TOPICS
                        .on(connection, database)
                        .bind("person", person)
                        .all(row -> new OfTopic(row.number("topic"), kept(row), row.instant("suppressed_at"))));
    }

    /** A person may still revoke an unsubscription. */
    private static String kept(Row row) throws SQLException {
        return Suppression.UNSUBSCRIBED.equals(row.nullableText("reason")) ? Suppression.UNSUBSCRIBED : REASON;
    }

    /** Stores them for a person who was erased. */
    void restore(Connection connection, Database database) throws SQLException {
        if (whole == null) {
            return;
        }
        long person = INSERT.on(connection, database)
                .bind("hash", whole.hash.toBytes())
                .bind("masked", MASKED)
                .bind("scope", whole.scope)
                .bind("reason", whole.scope == null ? null : whole.reason)
                .bind("at", whole.at)
                .bind("until", whole.until)
                .bind("topics", topics.size())
                .first(row -> row.number("number"))
                .orElseThrow();
        INSERT_TOPIC.batch(
                connection,
                database,
                topics,
                (insert, one) -> insert.bind("person", person)
                        .bind("topic", one.topic)
                        .bind("reason", one.reason)
                        .bind("at", one.at));
        DELETE_CAUSES.on(connection, database).bind("person", person).update();
    }
}
