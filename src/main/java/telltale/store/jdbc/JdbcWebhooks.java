package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import telltale.model.WebhookType;
import telltale.model.WireConstant;
import telltale.store.Webhooks;

/** The endpoints of webhooks in a relational database. */
final class JdbcWebhooks implements Webhooks {
    static final String COLUMNS =
            "number, id, url, description, types, people, campaign, addresses, per_second, secrets,"
                    + " state, reason, created_at, failures, failing_since, retry_at";

    private static final Sql ALL = Sql.of("select " + COLUMNS + " from webhooks order by number");
    private static final Sql FIND = Sql.of("select " + COLUMNS + " from webhooks where id = :id");
    private static final Sql ADD = Sql.of("""
            insert into webhooks (id, url, description, types, people, campaign, addresses, per_second, secrets, state,
                reason, created_at)
            values (:id, :url, :description, :types, :people, :campaign, :addresses, :perSecond, :secrets, :state, :reason,
                :createdAt)""");
    private static final Sql CHANGE = Sql.of("""
            update webhooks set url = :url, description = :description, types = :types, people = :people,
                campaign = :campaign, addresses = :addresses, per_second = :perSecond, secrets = :secrets, state = :state,
                reason = :reason, failures = :failures, failing_since = :failingSince, retry_at = :retryAt
            where id = :id""");
    private static final Sql DELETE = Sql.of("delete from webhooks where id = :id");
    private static final String NUMBER = "(select number from webhooks where id = :id)";
    private static final Sql QUEUED = Sql.of("select event from webhook_queue where endpoint = " + NUMBER
            + " and event > :after order by event limit :limit");
    private static final Sql DELETE_QUEUED =
            Sql.of("delete from webhook_queue where endpoint = " + NUMBER + " and event = :event");
    private static final int DELETED = 500;
    private static final Sql WANTED = Sql.of("select types from webhooks where state in ('enabled', 'paused')");
    private static final Sql FORGET_TYPES = Sql.of("delete from webhook_types");
    private static final Sql ADD_TYPE = Sql.of("insert into webhook_types (type) values (:type)");

    private final Database database;
    private final Sql lock;

    JdbcWebhooks(Database database, Dialect dialect) {
        this.database = database;
        this.lock = Sql.of("select turn from webhook_turn" + dialect.lockRows());
    }

    /** An endpoint with its number. */
    record Numbered(long number, Endpoint endpoint) {}

    @Override
    public List<Endpoint> all() {
        return database.read(
                "listing webhooks",
                connection -> all(connection).stream().map(Numbered::endpoint).toList());
    }

    List<Numbered> all(Connection connection) throws SQLException {
        return ALL.on(connection, database).all(JdbcWebhooks::read);
    }

    @Override
    public Optional<Endpoint> find(UUID id) {
        return database.read("reading a webhook", connection -> find(connection, id));
    }

    private Optional<Endpoint> find(Connection connection, UUID id) throws SQLException {
        return FIND.on(connection, database)
                .bind("id", id)
                .first(row -> read(row).endpoint());
    }

    @Override
    public void add(Endpoint endpoint) {
        database.write("adding a webhook", connection -> {
            lock(connection);
            int added = bound(ADD.on(connection, database), endpoint)
                    .bind("createdAt", endpoint.createdAt())
                    .update();
            storeTypes(connection);
            return added;
        });
    }

    @Override
    public Optional<Endpoint> change(UUID id, UnaryOperator<Endpoint> change) {
        return database.write("changing a webhook", connection -> {
            lock(connection);
            Optional<Endpoint> changed = find(connection, id).map(change);
            if (changed.isPresent()) {
                Condition condition = changed.get().condition();
                bound(CHANGE.on(connection, database), changed.get())
                        .bind("failures", condition.failures())
                        .bind("failingSince", condition.failingSince())
                        .bind("retryAt", condition.retryAt())
                        .update();
                storeTypes(connection);
            }
            return changed;
        });
    }

    /** In transactions of a bounded size: first nothing is written for it any more, then its events are deleted, and then itself. */
    @Override
    public boolean delete(UUID id) {
        if (change(id, one -> one.with(Condition.of(State.DISABLED, "It is being deleted.")))
                .isEmpty()) {
            return false;
        }
        for (List<Long> events = queued(id, 0); !events.isEmpty(); events = queued(id, events.get(events.size() - 1))) {
            deleteQueued(id, events);
        }
        return database.write("deleting a webhook", connection -> {
            lock(connection);
            boolean isDeleted = DELETE.on(connection, database).bind("id", id).update() == 1;
            storeTypes(connection);
            return isDeleted;
        });
    }

    private List<Long> queued(UUID id, long after) {
        return database.read(
                "looking for events of a webhook",
                connection -> QUEUED.on(connection, database)
                        .bind("id", id)
                        .bind("after", after)
                        .bind("limit", DELETED)
                        .all(row -> row.number("event")));
    }

    private void deleteQueued(UUID id, List<Long> events) {
        database.write("deleting events of a webhook", connection -> {
            DELETE_QUEUED.batch(
                    connection,
                    database,
                    events,
                    (delete, event) -> delete.bind("id", id).bind("event", event));
            return events.size();
        });
    }

    /** Makes other changes of endpoints wait for the end of this transaction. */
    private void lock(Connection connection) throws SQLException {
        lock.on(connection, database).exists();
    }

    /** Stores which types are wanted, for the triggers that note what happens. */
    private void storeTypes(Connection connection) throws SQLException {
        Set<String> wanted = new TreeSet<>();
        WANTED.on(connection, database)
                .each(row -> wanted.addAll(List.of(row.text("types").split(" "))));
        FORGET_TYPES.on(connection, database).update();
        ADD_TYPE.batch(connection, database, wanted, (insert, type) -> insert.bind("type", type));
    }

    private static Sql.Query bound(Sql.Query statement, Endpoint endpoint) {
        Setup setup = endpoint.setup();
        return statement
                .bind("id", endpoint.id())
                .bind("url", setup.url())
                .bind("description", setup.description())
                .bind(
                        "types",
                        setup.subscription().types().stream()
                                .sorted()
                                .map(WireConstant::wireName)
                                .collect(Collectors.joining(" ")))
                .bind("people", setup.subscription().people())
                .bind("campaign", setup.subscription().campaign())
                .bind("addresses", setup.addresses())
                .bind("perSecond", setup.perSecond())
                .bind("secrets", setup.secrets())
                .bind("state", endpoint.condition().state().wireName())
                .bind("reason", endpoint.condition().reason());
    }

    static Numbered read(Row row) throws SQLException {
        Set<WebhookType> types = Stream.of(row.text("types").split(" "))
                .map(name -> WireConstant.of(WebhookType.class, name))
                .collect(Collectors.toSet());
        Setup setup = new Setup(
                row.text("url"),
                row.text("description"),
                new Subscription(types, row.integer("people") == 1, row.nullableText("campaign")),
                row.integer("addresses") == 1,
                row.integer("per_second"),
                row.text("secrets"));
        Condition condition = new Condition(
                WireConstant.of(State.class, row.text("state")),
                row.nullableText("reason"),
                row.integer("failures"),
                row.nullableInstant("failing_since"),
                row.nullableInstant("retry_at"));
        return new Numbered(
                row.number("number"), new Endpoint(row.id("id"), setup, condition, row.instant("created_at")));
    }
}
