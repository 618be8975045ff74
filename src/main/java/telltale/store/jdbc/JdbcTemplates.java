package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.model.ImmutableBytes;
import telltale.store.AuditEntry.Actor;
import telltale.store.Templates;

/** The templates in a relational database. */
final class JdbcTemplates implements Templates {
    private static final Sql NAMES = Sql.of("select name from templates order by name");
    private static final Sql CURRENT = Sql.of("""
            select v.content from templates t join template_versions v on v.name = t.name and v.version = t.version
            where t.name = :name""");
    private static final Sql CONTENT =
            Sql.of("select content from template_versions where name = :name and version = :version");
    private static final Sql VERSIONS = Sql.of("""
            select version, at, actor_kind, actor from template_versions where name = :name and version < :before
            order by version desc limit :limit""");
    /** Locks the template's row, so that of two writers one sees the version of the other. */
    private static final Sql LOCK = Sql.of("update templates set version = version where name = :name");

    private static final Sql NEXT = Sql.of("""
            insert into templates (name, version) values (:name, 1)
            on conflict (name) do update set version = templates.version + 1 returning version""");
    private static final Sql INSERT = Sql.of("""
            insert into template_versions (name, version, content, at, actor_kind, actor)
            values (:name, :version, :content, :now, :actorKind, :actor)""");
    private static final Sql FORGET =
            Sql.of("delete from template_versions where name = :name and version <= :version");
    private static final Sql DELETE = Sql.of("delete from templates where name = :name");

    private final Database database;

    JdbcTemplates(Database database) {
        this.database = database;
    }

    @Override
    public List<String> names() {
        return database.read(
                "listing templates",
                connection -> NAMES.on(connection, database).all(row -> row.text("name")));
    }

    @Override
    public Optional<ImmutableBytes> find(String name) {
        return database.read("reading a template", connection -> current(connection, name));
    }

    private Optional<ImmutableBytes> current(Connection connection, String name) throws SQLException {
        return CURRENT.on(connection, database).bind("name", name).first(JdbcTemplates::content);
    }

    private static ImmutableBytes content(Row row) throws SQLException {
        return CompressedBytes.unpack(row.bytes("content"));
    }

    @Override
    public Optional<ImmutableBytes> find(String name, int version) {
        return database.read(
                "reading a version of a template",
                connection -> CONTENT.on(connection, database)
                        .bind("name", name)
                        .bind("version", version)
                        .first(JdbcTemplates::content));
    }

    @Override
    public List<Version> versions(String name, int before, int limit) {
        return database.read(
                "listing the versions of a template",
                connection -> VERSIONS.on(connection, database)
                        .bind("name", name)
                        .bind("before", before)
                        .bind("limit", limit)
                        .all(row -> new Version(row.integer("version"), row.instant("at"), actor(row))));
    }

    private static @Nullable Actor actor(Row row) throws SQLException {
        String kind = row.nullableText("actor_kind");
        return kind == null ? null : new Actor(kind, row.text("actor"));
    }

    @Override
    public void put(String name, ImmutableBytes content, Actor actor, Instant now) {
        database.write("storing a template", connection -> {
            LOCK.on(connection, database).bind("name", name).update();
            if (!current(connection, name).equals(Optional.of(content))) {
                insert(connection, name, content, actor, now);
            }
            return name;
        });
    }

    private void insert(Connection connection, String name, ImmutableBytes content, Actor actor, Instant now)
            throws SQLException {
        int version = NEXT.on(connection, database)
                .bind("name", name)
                .first(row -> row.integer("version"))
                .orElseThrow();
        INSERT.on(connection, database)
                .bind("name", name)
                .bind("version", version)
                .bind("content", CompressedBytes.pack(content))
                .bind("now", now)
                .bind("actorKind", actor.kind())
                .bind("actor", actor.name())
                .update();
        forget(connection, name, version - MAX_VERSIONS);
    }

    /** Deletes versions up to one. */
    private void forget(Connection connection, String name, int version) throws SQLException {
        FORGET.on(connection, database)
                .bind("name", name)
                .bind("version", version)
                .update();
    }

    @Override
    public boolean delete(String name) {
        return database.write("deleting a template", connection -> {
            boolean existed = DELETE.on(connection, database).bind("name", name).update() == 1;
            forget(connection, name, Integer.MAX_VALUE);
            return existed;
        });
    }
}
