package telltale.store.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import telltale.store.OAuthTokenTable;

/** The OAuth tokens in a relational database. Claims expire by its clock, which is one for all nodes. */
final class JdbcOAuthTokenTable implements OAuthTokenTable {
    private static final Sql FIND =
            Sql.of("select tokens from oauth_tokens where account = :account and tokens is not null");
    private static final Sql STORE = Sql.of("""
            insert into oauth_tokens (account, tokens, changed_at) values (:account, :tokens, :now)
            on conflict (account) do update set tokens = excluded.tokens, changed_at = excluded.changed_at,
                renewal = null""");
    private static final Sql DELETE_OLD =
            Sql.of("delete from oauth_tokens where changed_at < :before and account <> :account");
    private static final Sql RELEASE = Sql.of("update oauth_tokens set renewal = null where account = :account");

    private final Database database;
    private final Sql claim;

    JdbcOAuthTokenTable(Database database, Dialect dialect) {
        this.database = database;
        this.claim = Sql.of("""
                insert into oauth_tokens (account, changed_at, renewal) values (:account, :now, %1$s + :millis)
                on conflict (account) do update set renewal = excluded.renewal
                    where oauth_tokens.renewal is null or oauth_tokens.renewal < %1$s""".formatted(dialect.nowMillis()));
    }

    @Override
    public Optional<String> find(String account) {
        return database.read(
                "reading OAuth tokens",
                connection ->
                        FIND.on(connection, database).bind("account", account).first(row -> row.text("tokens")));
    }

    @Override
    public boolean claim(String account, Duration limit, Instant now) {
        return database.write(
                "claiming the renewal of OAuth tokens",
                connection -> claim.on(connection, database)
                                .bind("account", account)
                                .bind("now", now)
                                .bind("millis", limit.toMillis())
                                .update()
                        == 1);
    }

    @Override
    public void store(String account, String tokens, Instant now) {
        database.write("storing OAuth tokens", connection -> {
            DELETE_OLD
                    .on(connection, database)
                    .bind("before", now.minus(RETENTION))
                    .bind("account", account)
                    .update();
            return STORE.on(connection, database)
                    .bind("account", account)
                    .bind("tokens", tokens)
                    .bind("now", now)
                    .update();
        });
    }

    @Override
    public void release(String account) {
        database.write(
                "releasing the renewal of OAuth tokens",
                connection -> RELEASE.on(connection, database)
                        .bind("account", account)
                        .update());
    }
}
