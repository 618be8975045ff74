package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import telltale.model.MeasurementConsent;
import telltale.model.Person;
import telltale.model.PersonKey;
import telltale.model.Suppression;
import telltale.store.PersonCopies.Effect;
import telltale.store.PersonNews;
import telltale.store.PersonRights;
import telltale.store.PersonState;

/** What further databases are told about persons, in a relational database that several nodes share. */
final class JdbcPersonNews implements PersonNews {
    private static final int STEP = 10_000;

    private static final Sql TOLD =
            Sql.of("select s.told, c.last_value from shards s, person_changes c where s.number = :shard");
    private static final Sql WAITING = Sql.of("select " + PersonColumns.ALL + """
            , n.hash as person, n.number as news, n.erased, p.number as person_row, p.topics as topic_count, p.withdrawn_at,
                p.restricted_at, e.erased_at, e.keeps
            from person_news n left join persons p on p.hash = n.hash left join erasures e on e.hash = n.hash and n.erased
            where n.shard = :shard order by n.number limit :limit""");
    /** What changes meanwhile waits on. */
    private static final Sql FORGET = Sql.of("""
            delete from person_news where ctid in (
                select ctid from person_news where shard = :shard and hash = :hash and number = :number
                for update skip locked)""");

    private static final Sql CONFIRM =
            Sql.of("update shards set told = greatest(told, :through) where number = :shard and told is not null");
    private static final Sql COUNTS = Sql.of("select shard, count(*) as waiting from person_news group by shard");
    private static final Sql IS_ERASED =
            Sql.of("select 1 from person_news where shard = :shard and hash = :hash and erased");

    /** Waits for transactions that may have noted a decision before they could see the database. */
    private static final Sql AWAIT_WRITERS = Sql.of("lock table persons, person_topics in share mode");

    private static final Sql NOT_TOLD = Sql.of("update shards set told = null where number = :shard");
    private static final Sql TOLD_ALL = Sql.of("update shards set told = :through where number = :shard");
    private static final Sql RAISE =
            Sql.of("select setval('person_changes', :beyond) as last from person_changes where last_value < :beyond");
    private static final String TELL = """
            insert into person_news (number, shard, erased, hash)
            select nextval('person_changes'), :shard, %s, hash from %s
            on conflict (shard, hash) do update set number = excluded.number,
                erased = person_news.erased or excluded.erased""";
    private static final Sql TELL_PERSONS = Sql.of(TELL.formatted("false", """
            persons where number > :after and number <= :after + %d and (suppressed is not null or topics > 0
                or withdrawn_at is not null or restricted_at is not null or opens_from <> 0 or clicks_from <> 0
                or hygiene_denied <> 0)""".formatted(STEP)));
    private static final Sql NEXT_PERSON = Sql.of("select min(number) as next from persons where number > :after");
    private static final Sql TELL_ERASURES = Sql.of(TELL.formatted("true", "erasures"));

    private final Database database;
    private final JdbcPersons persons;
    private final PersonTopics topics;
    private final PersonRefusals refusals;

    JdbcPersonNews(Database database, JdbcPersons persons, PersonTopics topics, PersonRefusals refusals) {
        this.database = database;
        this.persons = persons;
        this.topics = topics;
        this.refusals = refusals;
    }

    @Override
    public Told told(int shard) {
        return database.read(
                "reading what a database was told",
                connection -> TOLD.on(connection, database)
                        .bind("shard", shard)
                        .first(row -> new Told(row.nullableNumber("told"), row.number("last_value")))
                        .orElseThrow(() -> new IllegalStateException("shard " + shard + " was not added")));
    }

    @Override
    public void tellAll(int shard, long beyond) {
        database.write(
                "waiting for decisions",
                connection -> AWAIT_WRITERS.on(connection, database).update());
        database.write("beginning to tell a database", connection -> {
            boolean unused =
                    RAISE.on(connection, database).bind("beyond", beyond).exists();
            NOT_TOLD.on(connection, database).bind("shard", shard).update();
            return TELL_ERASURES.on(connection, database).bind("shard", shard).update();
        });
        for (long after = next(0); after >= 0; after = next(after + STEP)) {
            tell(shard, after);
        }
        database.write(
                "telling a database",
                connection -> TOLD_ALL.on(connection, database)
                        .bind("shard", shard)
                        .bind("through", beyond)
                        .update());
    }

    /** The number before that of the next person; -1 if there is none. */
    private long next(long after) {
        return database.read(
                "looking for persons",
                connection -> NEXT_PERSON
                                .on(connection, database)
                                .bind("after", after)
                                .first(row -> row.number("next"))
                                .orElse(0L)
                        - 1);
    }

    private void tell(int shard, long after) {
        database.write(
                "telling a database about persons",
                connection -> TELL_PERSONS
                        .on(connection, database)
                        .bind("shard", shard)
                        .bind("after", after)
                        .update());
    }

    @Override
    public List<News> waiting(int shard, int limit) {
        return database.readConsistently("reading decisions of persons", connection -> {
            List<Waiting> found = WAITING.on(connection, database)
                    .bind("shard", shard)
                    .bind("limit", limit)
                    .all(JdbcPersonNews::waiting);
            List<News> news = new ArrayList<>(found.size());
            for (Waiting one : found) {
                news.add(one.topics == 0 ? one.news : one.with(topics.suppressed(connection, one.row)));
            }
            return news;
        });
    }

    /** News, the number of the person's row, and of the suppressed topics, which are to be added. */
    private record Waiting(News news, long row, long topics) {
        News with(List<Suppression> suppressed) {
            PersonState state = news.state();
            return state == null
                    ? news
                    : new News(
                            news.person(),
                            news.number(),
                            new PersonState(
                                    state.masked(),
                                    state.suppression(),
                                    suppressed,
                                    state.withdrawnAt(),
                                    state.restrictedAt(),
                                    state.consent()),
                            news.erasure());
        }
    }

    private static Waiting waiting(Row row) throws SQLException {
        PersonKey key = PersonKey.ofBytes(row.bytes("person"));
        boolean isKnown = row.nullableBytes("hash") != null;
        return new Waiting(
                new News(key, row.number("news"), isKnown ? state(row) : null, erasure(row, key)),
                row.number("person_row"),
                row.number("topic_count"));
    }

    private static PersonState state(Row row) throws SQLException {
        Person person = PersonColumns.person(row);
        MeasurementConsent consent = person.consent();
        return new PersonState(
                person.masked(),
                person.suppression(),
                List.of(),
                row.nullableInstant("withdrawn_at"),
                row.nullableInstant("restricted_at"),
                consent);
    }

    private static PersonRights.@Nullable Erasure erasure(Row row, PersonKey key) throws SQLException {
        return row.nullableInstant("erased_at") == null
                ? null
                : new PersonRights.Erasure(key, row.instant("erased_at"), PersonRights.Kept.of(row.integer("keeps")));
    }

    @Override
    public void confirm(int shard, List<News> told) {
        database.write("noting what a database was told", connection -> {
            FORGET.batch(
                    connection,
                    database,
                    told,
                    (delete, news) -> delete.bind("shard", shard)
                            .bind("hash", news.person().toBytes())
                            .bind("number", news.number()));
            return CONFIRM.on(connection, database)
                    .bind("shard", shard)
                    .bind("through", told.stream().mapToLong(News::number).max().orElse(0))
                    .update();
        });
    }

    @Override
    public Map<Integer, Long> counts() {
        return database.read(
                "counting what databases are to be told",
                connection -> JdbcParkedEvents.waitingByShard(COUNTS.on(connection, database)));
    }

    @Override
    public void receive(int shard, List<Effect> effects) {
        // In one order of persons, so that concurrent transactions do not deadlock; those of each stay in their order.
        List<Effect> inOrder = effects.stream()
                .sorted(Comparator.comparing(effect -> effect.person().hex()))
                .toList();
        persons.change("storing the effects of bounces and reports", connection -> {
            for (Effect effect : inOrder) {
                if (!isErased(connection, shard, effect.person())) {
                    refusals.take(connection, effect);
                }
            }
            return inOrder;
        });
    }

    private boolean isErased(Connection connection, int shard, PersonKey person) throws SQLException {
        return IS_ERASED
                .on(connection, database)
                .bind("shard", shard)
                .bind("hash", person.toBytes())
                .exists();
    }
}
