package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.Topic;
import telltale.store.Topics;

/** The topics in a relational database. */
final class JdbcTopics implements Topics {
    private static final Sql FIND = Sql.of("select name, title from topics where name = :name");
    private static final Sql OF_DELIVERY = Sql.of("""
            select t.name, t.title from deliveries d join topics t on t.number = d.topic where d.id = :delivery""");
    private static final Sql PUT = Sql.of("""
            insert into topics (name, title) values (:name, :title)
            on conflict (name) do update set title = excluded.title""");
    private static final Sql PAGE =
            Sql.of("select name, title from topics where name > :after order by name limit :limit");
    private static final Sql NUMBER = Sql.of("select number from topics where name = :name");
    private static final Sql INSERT = Sql.of("insert into topics (name) values (:name) on conflict do nothing");

    private final Database database;

    JdbcTopics(Database database) {
        this.database = database;
    }

    /** Reads the columns {@code name} and {@code title}. */
    static Topic topic(Row row) throws SQLException {
        String name = row.text("name");
        String title = row.nullableText("title");
        return title == null ? Topic.named(name) : new Topic(name, title);
    }

    @Override
    public Topic named(String name) {
        Topic untitled = Topic.named(name);
        return database.read(
                        "reading a topic",
                        connection ->
                                FIND.on(connection, database).bind("name", name).first(JdbcTopics::topic))
                .orElse(untitled);
    }

    @Override
    public Optional<Topic> of(DeliveryId delivery) {
        return database.read(
                "reading the topic of a delivery",
                connection -> OF_DELIVERY
                        .on(connection, database)
                        .bind("delivery", delivery.value())
                        .first(JdbcTopics::topic));
    }

    @Override
    public void put(Topic topic) {
        database.write(
                "storing the title of a topic",
                connection -> PUT.on(connection, database)
                        .bind("name", topic.name())
                        .bind("title", topic.title())
                        .update());
    }

    @Override
    public List<Topic> page(@Nullable String after, int limit) {
        return database.read(
                "listing topics",
                connection -> PAGE.on(connection, database)
                        .bind("after", after == null ? "" : after)
                        .bind("limit", limit)
                        .all(JdbcTopics::topic));
    }

    /** The number of a topic, which is created if it is new; null for no topic. */
    @Nullable
    Long number(Connection connection, @Nullable String name) throws SQLException {
        return name == null ? null : numbers(connection, List.of(name)).get(name);
    }

    /** The numbers of topics, which are created if they are new. */
    Map<String, Long> numbers(Connection connection, Collection<String> names) throws SQLException {
        Map<String, Long> numbers = new HashMap<>();
        // In one order, so that concurrent transactions do not deadlock.
        for (String name : new TreeSet<>(names)) {
            Optional<Long> known = find(connection, name);
            if (known.isEmpty()) {
                INSERT.on(connection, database).bind("name", name).update();
                known = find(connection, name);
            }
            numbers.put(name, known.orElseThrow());
        }
        return numbers;
    }

    private Optional<Long> find(Connection connection, String name) throws SQLException {
        return NUMBER.on(connection, database).bind("name", name).first(row -> row.number("number"));
    }
}
