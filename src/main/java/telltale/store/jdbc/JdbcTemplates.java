package telltale.store.jdbc;

import java.sql.PreparedStatement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import telltale.model.ImmutableBytes;
import telltale.store.Templates;

/** The templates in a relational database. */
final class JdbcTemplates implements Templates {
    private final Database database;

    JdbcTemplates(Database database) {
        this.database = database;
    }

    @Override
    public List<String> names() {
        return database.read("listing templates", connection -> {
            try (PreparedStatement select = connection.prepareStatement("select name from templates order by name")) {
                return RowMapping.all(select, row -> row.getString(1));
            }
        });
    }

    @Override
    public Optional<ImmutableBytes> find(String name) {
        return database.read("reading a template", connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("select content from templates where name = ?")) {
                select.setString(1, name);
                return RowMapping.all(select, row -> CompressedBytes.unpack(row.getBytes(1))).stream()
                        .findFirst();
            }
        });
    }

    @Override
    public void put(String name, ImmutableBytes content, Instant now) {
        database.write("storing a template", connection -> {
            try (PreparedStatement upsert = connection.prepareStatement("""
                    insert into templates (name, content, updated_at) values (?, ?, ?)
                    on conflict (name) do update set content = excluded.content, updated_at = excluded.updated_at""")) {
                upsert.setString(1, name);
                upsert.setBytes(2, CompressedBytes.pack(content));
                upsert.setLong(3, now.toEpochMilli());
                return upsert.executeUpdate();
            }
        });
    }

    @Override
    public boolean delete(String name) {
        return database.write("deleting a template", connection -> {
            try (PreparedStatement delete = connection.prepareStatement("delete from templates where name = ?")) {
                delete.setString(1, name);
                return delete.executeUpdate() == 1;
            }
        });
    }
}
