package telltale.store.jdbc;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import telltale.model.ImmutableBytes;
import telltale.model.Network;
import telltale.model.StoredConstant;
import telltale.store.AdoptedLists;

/** The adopted network lists in a relational database. */
final class JdbcAdoptedLists implements AdoptedLists {
    private static final Sql ALL =
            Sql.of("select name, version, network, ranges, hash, adopted_at from network_lists order by name");
    private static final Sql TEXT = Sql.of("select text from network_lists where name = :name");
    private static final Sql UPSERT = Sql.of("""
            insert into network_lists (name, version, network, ranges, hash, adopted_at, text)
            values (:name, :version, :network, :ranges, :hash, :adoptedAt, :text)
            on conflict (name) do update set version = excluded.version, network = excluded.network,
                ranges = excluded.ranges, hash = excluded.hash, adopted_at = excluded.adopted_at,
                text = excluded.text""");
    private static final Sql DELETE = Sql.of("delete from network_lists where name = :name");

    private final Database database;

    JdbcAdoptedLists(Database database) {
        this.database = database;
    }

    @Override
    public List<Entry> all() {
        return database.read(
                "listing adopted networks",
                connection -> ALL.on(connection, database).all(JdbcAdoptedLists::entry));
    }

    private static Entry entry(Row row) throws SQLException {
        return new Entry(
                row.text("name"),
                row.text("version"),
                StoredConstant.of(Network.Kind.class, row.integer("network")),
                row.integer("ranges"),
                new ImmutableBytes(row.bytes("hash")),
                row.instant("adopted_at"));
    }

    @Override
    public Optional<ImmutableBytes> text(String name) {
        return database.read(
                "reading adopted networks",
                connection -> TEXT.on(connection, database)
                        .bind("name", name)
                        .first(row -> CompressedBytes.unpack(row.bytes("text"))));
    }

    @Override
    public void adopt(Entry entry, ImmutableBytes text) {
        database.write(
                "adopting networks",
                connection -> UPSERT.on(connection, database)
                        .bind("name", entry.name())
                        .bind("version", entry.version())
                        .bind("network", entry.network().number())
                        .bind("ranges", entry.ranges())
                        .bind("hash", entry.hash().toBytes())
                        .bind("adoptedAt", entry.adoptedAt())
                        .bind("text", CompressedBytes.pack(text))
                        .update());
    }

    @Override
    public boolean drop(String name) {
        return database.write(
                "dropping networks",
                connection -> DELETE.on(connection, database).bind("name", name).update() == 1);
    }
}
