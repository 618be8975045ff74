package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.model.ImmutableBytes;
import telltale.model.IpRange;
import telltale.model.KeyLimits;
import telltale.model.Role;
import telltale.model.WireConstant;
import telltale.store.ApiKeys;

/** The API keys in a relational database. */
final class JdbcApiKeys implements ApiKeys {
    private static final Sql ADD = Sql.of("""
            insert into keys (id, name, role, hash, prefix, created_at, expires_at, ranges, campaign_prefix, from_domains)
            values (:id, :name, :role, :hash, :prefix, :createdAt, :expiresAt, :ranges, :campaignPrefix, :fromDomains)
            on conflict do nothing""");
    private static final Sql REPLACE = Sql.of("""
            update keys set successor = :successor,
                expires_at = case when expires_at < :validUntil then expires_at else :validUntil end
            where id = :id and revoked_at is null and successor is null""");
    private static final Sql REVOKE = Sql.of("update keys set revoked_at = coalesce(revoked_at, :at) where id = :id");
    private static final Sql ALL = Sql.of("""
            select id, name, role, hash, prefix, created_at, expires_at, revoked_at, successor, ranges, campaign_prefix,
                from_domains, used_day, used_network
            from keys where revoked_at is null or revoked_at >= :since order by id""");
    private static final Sql NOTE_USE =
            Sql.of("update keys set used_day = :day, used_network = :network where id = :id");
    private static final String SEPARATOR = " ";

    private final Database database;

    JdbcApiKeys(Database database) {
        this.database = database;
    }

    @Override
    public boolean add(HashedKey key) {
        return database.write("storing an API key", connection -> add(connection, key));
    }

    private boolean add(Connection connection, HashedKey hashed) throws SQLException {
        ApiKey key = hashed.key();
        return ADD.on(connection, database)
                        .bind("id", key.id())
                        .bind("name", key.name())
                        .bind("role", key.role().wireName())
                        .bind("hash", hashed.hash().toBytes())
                        .bind("prefix", key.prefix())
                        .bind("createdAt", key.lifetime().createdAt())
                        .bind("expiresAt", key.lifetime().expiresAt())
                        .bind("ranges", joined(key.limits().ranges()))
                        .bind("campaignPrefix", key.limits().campaignPrefix())
                        .bind("fromDomains", joined(key.limits().fromDomains()))
                        .update()
                == 1;
    }

    @Override
    public boolean replace(UUID id, Instant validUntil, HashedKey successor) {
        return database.write("replacing an API key", connection -> {
            int replaced = REPLACE.on(connection, database)
                    .bind("id", id)
                    .bind("validUntil", validUntil)
                    .bind("successor", successor.key().id())
                    .update();
            return replaced == 1 && add(connection, successor);
        });
    }

    @Override
    public boolean revoke(UUID id, Instant at) {
        return database.write(
                "revoking an API key",
                connection -> REVOKE.on(connection, database)
                                .bind("id", id)
                                .bind("at", at)
                                .update()
                        == 1);
    }

    @Override
    public List<HashedKey> all(Instant revokedSince) {
        return database.read(
                "reading the API keys",
                connection ->
                        ALL.on(connection, database).bind("since", revokedSince).all(JdbcApiKeys::key));
    }

    private static HashedKey key(Row row) throws SQLException {
        String day = row.nullableText("used_day");
        ApiKey key = new ApiKey(
                row.id("id"),
                row.text("name"),
                WireConstant.of(Role.class, row.text("role")),
                new KeyLimits(
                        texts(row.nullableText("ranges")).map(IpRange::parse).toList(),
                        row.nullableText("campaign_prefix"),
                        texts(row.nullableText("from_domains")).toList()),
                row.text("prefix"),
                new Lifetime(
                        row.instant("created_at"),
                        row.nullableInstant("expires_at"),
                        row.nullableInstant("revoked_at"),
                        row.nullableId("successor")),
                day == null ? null : new LastUse(LocalDate.parse(day), row.text("used_network")));
        return new HashedKey(key, new ImmutableBytes(row.bytes("hash")));
    }

    @Override
    public void noteUses(List<Use> uses) {
        database.write("storing the last use of API keys", connection -> {
            NOTE_USE.batch(
                    connection,
                    database,
                    uses,
                    (query, use) -> query.bind("id", use.key())
                            .bind("day", use.use().day().toString())
                            .bind("network", use.use().network()));
            return uses.size();
        });
    }

    private static @Nullable String joined(List<?> values) {
        return values.isEmpty() ? null : values.stream().map(Object::toString).collect(Collectors.joining(SEPARATOR));
    }

    private static Stream<String> texts(@Nullable String joined) {
        return joined == null ? Stream.of() : Stream.of(joined.split(SEPARATOR, -1));
    }
}
