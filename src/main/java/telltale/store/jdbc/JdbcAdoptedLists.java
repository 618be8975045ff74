package telltale.store.jdbc;

import java.sql.PreparedStatement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import telltale.model.ImmutableBytes;
import telltale.model.Network;
import telltale.model.StoredConstant;
import telltale.store.AdoptedLists;

/** The adopted network lists in a relational database. */
final class JdbcAdoptedLists implements AdoptedLists {
    private final Database database;

    JdbcAdoptedLists(Database database) {
        this.database = database;
    }

    @Override
    public List<Entry> all() {
        return database.read("listing adopted networks", connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "select name, version, network, ranges, hash, adopted_at from network_lists order by name")) {
                return RowMapping.all(
                        select,
                        row -> new Entry(
                                row.getString(1),
                                row.getString(2),
                                StoredConstant.of(Network.Kind.class, row.getInt(3)),
                                row.getInt(4),
                                new ImmutableBytes(row.getBytes(5)),
                                Instant.ofEpochMilli(row.getLong(6))));
            }
        });
    }

    @Override
    public Optional<ImmutableBytes> text(String name) {
        return database.read("reading adopted networks", connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("select text from network_lists where name = ?")) {
                select.setString(1, name);
                return RowMapping.all(select, row -> CompressedBytes.unpack(row.getBytes(1))).stream()
                        .findFirst();
            }
        });
    }

    @Override
    public void adopt(Entry entry, ImmutableBytes text) {
        database.write("adopting networks", connection -> {
            try (PreparedStatement upsert = connection.prepareStatement("""
                    insert into network_lists (name, version, network, ranges, hash, adopted_at, text)
                    values (?, ?, ?, ?, ?, ?, ?)
                    on conflict (name) do update set version = excluded.version, network = excluded.network,
                        ranges = excluded.ranges, hash = excluded.hash, adopted_at = excluded.adopted_at,
                        text = excluded.text""")) {
                upsert.setString(1, entry.name());
                upsert.setString(2, entry.version());
                upsert.setInt(3, entry.network().number());
                upsert.setInt(4, entry.ranges());
                upsert.setBytes(5, entry.hash().toBytes());
                upsert.setLong(6, entry.adoptedAt().toEpochMilli());
                upsert.setBytes(7, CompressedBytes.pack(text));
                return upsert.executeUpdate();
            }
        });
    }

    @Override
    public boolean drop(String name) {
        return database.write("dropping networks", connection -> {
            try (PreparedStatement delete = connection.prepareStatement("delete from network_lists where name = ?")) {
                delete.setString(1, name);
                return delete.executeUpdate() == 1;
            }
        });
    }
}
