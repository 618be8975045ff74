package telltale.store.jdbc;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import telltale.model.ImmutableBytes;
import telltale.model.Role;
import telltale.model.WireConstant;
import telltale.store.SessionTable;

/** The sessions in a relational database. */
final class JdbcSessionTable implements SessionTable {
    private static final String COLUMNS = "id, hash, name, role, method, key, network, created_at, used_at, ends_at";
    private static final Sql ADD = Sql.of("insert into sessions (" + COLUMNS + ") values (:id, :hash, :name, :role,"
            + " :method, :key, :network, :createdAt, :usedAt, :endsAt)");
    private static final Sql FIND = Sql.of("select " + COLUMNS + " from sessions where hash = :hash");
    private static final Sql ALL = Sql.of("select " + COLUMNS + " from sessions order by id");
    private static final Sql END = Sql.of("delete from sessions where id = :id");
    private static final Sql NOTE_USE = Sql.of("update sessions set used_at = :at where id = :id and used_at < :at");
    private static final Sql PURGE = Sql.of("delete from sessions where ends_at <= :now or used_at < :usedBefore");
    private static final Sql PURGE_CODES = Sql.of("delete from sign_in_codes where expires_at <= :now");
    private static final Sql ADD_CODE =
            Sql.of("insert into sign_in_codes (hash, name, role, expires_at) values (:hash, :name, :role, :expiresAt)");
    private static final Sql USE_CODE = Sql.of("delete from sign_in_codes where hash = :hash and expires_at > :now"
            + " returning hash, name, role, expires_at");

    private final Database database;

    JdbcSessionTable(Database database) {
        this.database = database;
    }

    @Override
    public void add(StoredSession session) {
        database.write(
                "storing a session",
                connection -> ADD.on(connection, database)
                        .bind("id", session.id())
                        .bind("hash", session.hash().toBytes())
                        .bind("name", session.name())
                        .bind("role", session.role().wireName())
                        .bind("method", session.method())
                        .bind("key", session.key())
                        .bind("network", session.network())
                        .bind("createdAt", session.lifetime().createdAt())
                        .bind("usedAt", session.lifetime().usedAt())
                        .bind("endsAt", session.lifetime().endsAt())
                        .update());
    }

    @Override
    public Optional<StoredSession> find(ImmutableBytes hash) {
        return database.read(
                "reading a session",
                connection -> FIND.on(connection, database)
                        .bind("hash", hash.toBytes())
                        .first(JdbcSessionTable::session));
    }

    @Override
    public List<StoredSession> all() {
        return database.read(
                "reading the sessions",
                connection -> ALL.on(connection, database).all(JdbcSessionTable::session));
    }

    private static StoredSession session(Row row) throws SQLException {
        return new StoredSession(
                row.id("id"),
                new ImmutableBytes(row.bytes("hash")),
                row.text("name"),
                WireConstant.of(Role.class, row.text("role")),
                row.text("method"),
                row.nullableText("key"),
                row.text("network"),
                new Lifetime(row.instant("created_at"), row.instant("used_at"), row.instant("ends_at")));
    }

    @Override
    public void end(List<UUID> sessions) {
        database.write("ending sessions", connection -> {
            END.batch(connection, database, sessions, (query, session) -> query.bind("id", session));
            return sessions.size();
        });
    }

    @Override
    public void noteUses(List<Use> uses) {
        database.write("storing the last use of sessions", connection -> {
            NOTE_USE.batch(
                    connection,
                    database,
                    uses,
                    (query, use) -> query.bind("id", use.session()).bind("at", use.at()));
            return uses.size();
        });
    }

    @Override
    public void purge(Instant now, Instant usedBefore) {
        database.write(
                "deleting ended sessions",
                connection -> PURGE.on(connection, database)
                                .bind("now", now)
                                .bind("usedBefore", usedBefore)
                                .update()
                        + PURGE_CODES.on(connection, database).bind("now", now).update());
    }

    @Override
    public void addCode(SignInCode code) {
        database.write(
                "storing a sign-in code",
                connection -> ADD_CODE.on(connection, database)
                        .bind("hash", code.hash().toBytes())
                        .bind("name", code.name())
                        .bind("role", code.role().wireName())
                        .bind("expiresAt", code.expiresAt())
                        .update());
    }

    @Override
    public Optional<SignInCode> useCode(ImmutableBytes hash, Instant now) {
        return database.write(
                "using a sign-in code",
                connection -> USE_CODE.on(connection, database)
                        .bind("hash", hash.toBytes())
                        .bind("now", now)
                        .first(row -> new SignInCode(
                                new ImmutableBytes(row.bytes("hash")),
                                row.text("name"),
                                WireConstant.of(Role.class, row.text("role")),
                                row.instant("expires_at"))));
    }
}
