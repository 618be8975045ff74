package telltale.store.jdbc;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import telltale.model.ImmutableBytes;
import telltale.store.Templates;

/** The templates in a relational database. */
final class JdbcTemplates implements Templates {
    private static final Sql NAMES = Sql.of("select name from templates order by name");
    private static final Sql CONTENT = Sql.of("select content from templates where name = :name");
    private static final Sql UPSERT = Sql.of("""
            insert into templates (name, content, updated_at) values (:name, :content, :now)
            on conflict (name) do update set content = excluded.content, updated_at = excluded.updated_at""");
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
        return database.read(
                "reading a template",
                connection -> CONTENT.on(connection, database)
                        .bind("name", name)
                        .first(row -> CompressedBytes.unpack(row.bytes("content"))));
    }

    @Override
    public void put(String name, ImmutableBytes content, Instant now) {
        database.write(
                "storing a template",
                connection -> UPSERT.on(connection, database)
                        .bind("name", name)
                        .bind("content", CompressedBytes.pack(content))
                        .bind("now", now)
                        .update());
    }

    @Override
    public boolean delete(String name) {
        return database.write(
                "deleting a template",
                connection -> DELETE.on(connection, database).bind("name", name).update() == 1);
    }
}
