package telltale.store.jdbc;

import java.sql.SQLException;
import java.util.Optional;
import telltale.model.ImmutableBytes;
import telltale.store.Archives;

/** The published messages in a relational database. */
final class JdbcArchives implements Archives {
    private static final String SELECT = "select id, message, published_at from archives where ";

    private static final Sql BY_CAMPAIGN =
            Sql.of(SELECT + "campaign = (select number from campaigns where name = :campaign)");
    private static final Sql BY_ID = Sql.of(SELECT + "id = :id");
    private static final Sql PAGE = Sql.of("select page from archives where id = :id");
    private static final Sql PUBLISH = Sql.of("""
            insert into archives (campaign, id, message, published_at, page)
            select number, :id, :message, :publishedAt, :page from campaigns where name = :campaign
            on conflict (campaign) do update set message = excluded.message, published_at = excluded.published_at,
                page = excluded.page""");
    private static final Sql WITHDRAW =
            Sql.of("delete from archives where campaign = (select number from campaigns where name = :campaign)");

    private final Database database;

    JdbcArchives(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Archive> find(String campaign) {
        return database.read(
                "reading the published message of a campaign",
                connection -> BY_CAMPAIGN
                        .on(connection, database)
                        .bind("campaign", campaign)
                        .first(JdbcArchives::archive));
    }

    @Override
    public Optional<Archive> at(String id) {
        return database.read(
                "finding a published message",
                connection -> BY_ID.on(connection, database).bind("id", id).first(JdbcArchives::archive));
    }

    @Override
    public Optional<ImmutableBytes> page(String id) {
        return database.read(
                "reading a published message",
                connection -> PAGE.on(connection, database)
                        .bind("id", id)
                        .first(row -> CompressedBytes.unpack(row.bytes("page"))));
    }

    @Override
    public Optional<Archive> publish(String campaign, Archive archive, ImmutableBytes page) {
        return database.write("publishing a message", connection -> {
            PUBLISH.on(connection, database)
                    .bind("campaign", campaign)
                    .bind("id", archive.id())
                    .bind("message", archive.message())
                    .bind("publishedAt", archive.publishedAt())
                    .bind("page", CompressedBytes.pack(page))
                    .update();
            return BY_CAMPAIGN
                    .on(connection, database)
                    .bind("campaign", campaign)
                    .first(JdbcArchives::archive);
        });
    }

    private static Archive archive(Row row) throws SQLException {
        return new Archive(row.text("id"), row.id("message"), row.instant("published_at"));
    }

    @Override
    public boolean withdraw(String campaign) {
        return database.write(
                "withdrawing a published message",
                connection -> WITHDRAW.on(connection, database)
                                .bind("campaign", campaign)
                                .update()
                        == 1);
    }
}
