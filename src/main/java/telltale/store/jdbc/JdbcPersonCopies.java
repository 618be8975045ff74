package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import telltale.model.MeasurementConsent;
import telltale.model.PersonKey;
import telltale.model.Suppression;
import telltale.store.PersonCopies;
import telltale.store.PersonNews.News;
import telltale.store.PersonRights;
import telltale.store.PersonState;

/** The copies of persons in a relational database that is a further one. */
final class JdbcPersonCopies implements PersonCopies {
    private static final Sql THROUGH = Sql.of("select told from shard_self");
    /** Nobody else sends effects until the end of the transaction. */
    private static final Sql LOCK = Sql.of("select number from shard_self for update skip locked");

    private static final Sql REACHED = Sql.of("update shard_self set told = greatest(told, :through)");
    private static final Sql ERASED = Sql.of("select 1 from erasures where hash = :hash and erased_at >= :at");
    private static final Sql ERASED_BY =
            Sql.of("update erasures set revision = greatest(revision, :revision) where hash = :hash");
    private static final RowBatch INSERT = new RowBatch("""
            with added (hash, masked) as (values %s)
            insert into persons (hash, masked) select hash, masked from added order by hash on conflict do nothing""", 2);
    private static final RowBatch COPIES = new RowBatch("""
            select hash, number, greatest(revision, coalesce((select e.revision from erasures e where e.hash = p.hash), 0)),
                withdrawn_at, restricted_at, opens_from, clicks_from, hygiene_denied, topics
            from persons p where hash in (values %s) order by hash for no key update""", 1);
    private static final Sql SET = Sql.of("""
            update persons set suppressed = :scope, reason = :reason, suppressed_at = :at, suppressed_until = :until,
                suppressed_by = :report, withdrawn_at = :withdrawn, restricted_at = :restricted, opens_from = :opens,
                clicks_from = :clicks, hygiene_denied = :denied, changed = greatest(changed, :version),
                active_on = case when :denied = 1 or :withdrawn is not null then null else active_on end,
                revision = :revision
            where number = :person""");
    private static final Sql DELETE_UNUSED = Sql.of("""
            delete from persons p where number = :person
                and not exists (select 1 from deliveries d where d.person = p.number)
                and not exists (select 1 from person_topics t where t.person = p.number)""");

    private static final PersonState NOTHING =
            new PersonState("", null, List.of(), null, null, MeasurementConsent.NONE);

    private final Database database;
    private final JdbcPersons persons;
    private final PersonTopics topics;
    private final PersonRefusals refusals;
    private final PersonEffects effects;

    JdbcPersonCopies(Database database, JdbcPersons persons, PersonTopics topics, PersonRefusals refusals) {
        this.database = database;
        this.persons = persons;
        this.topics = topics;
        this.refusals = refusals;
        this.effects = new PersonEffects(database);
    }

    @Override
    public long through() {
        return database.read(
                "reading what the database was told",
                connection -> THROUGH.on(connection, database)
                        .first(row -> row.number("told"))
                        .orElse(0L));
    }

    @Override
    public int send(int limit, Consumer<List<Effect>> receiver) {
        return database.write("sending the effects of bounces and reports", connection -> {
            if (!LOCK.on(connection, database).exists()) {
                return 0;
            }
            List<Effect> oldest = effects.oldest(connection, limit);
            if (!oldest.isEmpty()) {
                receiver.accept(oldest);
                effects.delete(connection, oldest.size());
            }
            return oldest.size();
        });
    }

    @Override
    public void apply(List<News> news) {
        List<News> inOrder = news.stream()
                .sorted(Comparator.comparing(one -> one.person().hex()))
                .toList();
        inOrder.forEach(this::repeatErasure);
        persons.change("copying the decisions of persons", connection -> {
            apply(connection, inOrder);
            return news;
        });
    }

    private void repeatErasure(News news) {
        PersonRights.Erasure erasure = news.erasure();
        if (erasure != null && !isRepeated(erasure)) {
            boolean unused = persons.rights().eraseAgain(erasure);
        }
    }

    private boolean isRepeated(PersonRights.Erasure erasure) {
        return database.read(
                "looking for an erasure",
                connection -> ERASED.on(connection, database)
                        .bind("hash", erasure.person().toBytes())
                        .bind("at", erasure.at())
                        .exists());
    }

    private void apply(Connection connection, List<News> news) throws SQLException {
        INSERT.run(connection, news.stream().filter(one -> one.state() != null).toList(), (insert, from, one) -> {
            insert.setBytes(from, one.person().toBytes());
            insert.setString(from + 1, Objects.requireNonNull(one.state()).masked());
        });
        List<Change> changes = changes(connection, news);
        List<Change> ofTracking = changes.stream().filter(Change::isOfTracking).toList();
        long version = ofTracking.isEmpty() ? 0 : persons.nextVersion(connection);
        SET.batch(connection, database, changes, (update, one) -> one.bind(update, one.isOfTracking() ? version : 0));
        for (Change change : changes) {
            finish(connection, change);
        }
        ERASED_BY.batch(
                connection,
                database,
                news,
                (update, one) -> update.bind("revision", one.number())
                        .bind("hash", one.person().toBytes()));
        REACHED.on(connection, database)
                .bind("through", news.stream().mapToLong(News::number).max().orElse(0))
                .update();
        if (!ofTracking.isEmpty()) {
            persons.holdStoring(connection);
        }
    }

    /** The copies that are older than the news. Their rows are locked. */
    private List<Change> changes(Connection connection, List<News> news) throws SQLException {
        Map<PersonKey, Copy> copies = new HashMap<>();
        COPIES.read(
                connection,
                news,
                (select, from, one) -> select.setBytes(from, one.person().toBytes()),
                row -> {
                    Copy copy = new Copy(
                            row.getLong(2),
                            row.getLong(3),
                            new Tracking(
                                    RowMapping.instant(row, 4) != null,
                                    RowMapping.instant(row, 5) != null,
                                    new MeasurementConsent(row.getLong(6), row.getLong(7), row.getBoolean(8))),
                            row.getLong(9));
                    copies.put(PersonKey.ofBytes(row.getBytes(1)), copy);
                });
        List<Change> changes = new ArrayList<>();
        for (News one : news) {
            Copy copy = copies.get(one.person());
            if (copy != null && copy.revision < one.number()) {
                changes.add(new Change(one, copy));
            }
        }
        return changes;
    }

    /** What decides about the events of a person. */
    private record Tracking(boolean isWithdrawn, boolean isRestricted, MeasurementConsent consent) {}

    /** A copy as it was. */
    private record Copy(long number, long revision, Tracking tracking, long topics) {}

    private record Change(News news, Copy copy) {
        PersonState state() {
            return news.state() == null ? NOTHING : news.state();
        }

        Tracking tracking() {
            return new Tracking(state().withdrawnAt() != null, state().restrictedAt() != null, state().consent());
        }

        boolean isOfTracking() {
            return !tracking().equals(copy.tracking);
        }

        void bind(Sql.Query update, long version) {
            Suppression one = state().suppression();
            update.bind("person", copy.number)
                    .bind("scope", one == null ? null : one.scope().wireName())
                    .bind("reason", one == null ? null : one.reason())
                    .bind("at", one == null ? null : one.at())
                    .bind("until", one == null ? null : one.until())
                    .bindNullable("report", one == null ? null : one.report())
                    .bind("withdrawn", state().withdrawnAt())
                    .bind("restricted", state().restrictedAt())
                    .bind("opens", state().consent().opensFrom())
                    .bind("clicks", state().consent().clicksFrom())
                    .bind("denied", state().consent().isHygieneDenied())
                    .bind("version", version)
                    .bind("revision", news.number());
        }
    }

    /** Applies what is not in the row of the person, and the effects that the first database does not have yet. */
    private void finish(Connection connection, Change change) throws SQLException {
        long person = change.copy.number;
        if (change.copy.topics > 0 || !change.state().topics().isEmpty()) {
            topics.replace(connection, person, change.state().topics());
        }
        for (Effect effect : effects.of(connection, change.news.person())) {
            refusals.take(connection, effect);
        }
        if (change.tracking().isRestricted && !change.copy.tracking.isRestricted) {
            int unused = PersonWebhooks.delete(connection, person);
        } else if (change.tracking().isWithdrawn && !change.copy.tracking.isWithdrawn) {
            PersonWebhooks.deleteActivity(connection, person);
        }
        if (isUnknown(change.news.state())) {
            DELETE_UNUSED.on(connection, database).bind("person", person).update();
        }
    }

    private static boolean isUnknown(@Nullable PersonState state) {
        return state == null;
    }
}
