package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import telltale.model.DkimAlgorithm;
import telltale.model.DkimKeyState;
import telltale.model.WireConstant;
import telltale.store.SenderDomains;

/** The domains of senders in a relational database. */
final class JdbcSenderDomains implements SenderDomains {
    private static final String DOMAIN_COLUMNS =
            "select domain, tracking_url, return_path, version, changed_at from sender_domains";
    private static final String KEY_COLUMNS = "select domain, selector, algorithm, state, public_key, private_key,"
            + " created_at, changed_at from sender_keys";
    private static final Sql DOMAINS = Sql.of(DOMAIN_COLUMNS + " order by domain");
    private static final Sql DOMAIN = Sql.of(DOMAIN_COLUMNS + " where domain = :domain");
    private static final Sql KEYS = Sql.of(KEY_COLUMNS + " order by domain, created_at, selector");
    private static final Sql KEYS_OF = Sql.of(KEY_COLUMNS + " where domain = :domain order by created_at, selector");
    private static final Sql INSERT = Sql.of("""
            insert into sender_domains (domain, tracking_url, return_path, version, changed_at)
            values (:domain, :trackingUrl, :returnPath, 1, :now) on conflict do nothing""");
    private static final Sql UPDATE = Sql.of("""
            update sender_domains set tracking_url = :trackingUrl, return_path = :returnPath, version = version + 1,
                changed_at = :now
            where domain = :domain and (:any = 1 or version = :expected)""");
    private static final Sql DELETE =
            Sql.of("delete from sender_domains where domain = :domain and (:any = 1 or version = :expected)");
    /** Locks the row of the domain, so that changes of its keys are one after another. */
    private static final Sql LOCK = Sql.of("update sender_domains set version = version where domain = :domain");

    private static final Sql COUNT_CHANGE =
            Sql.of("update sender_domains set version = version + 1, changed_at = :now where domain = :domain");
    private static final Sql ADD_KEY = Sql.of("""
            insert into sender_keys (domain, selector, algorithm, state, public_key, private_key, created_at, changed_at)
            values (:domain, :selector, :algorithm, :state, :publicKey, :privateKey, :createdAt, :changedAt)
            on conflict do nothing""");
    private static final Sql RETIRE_PREDECESSOR = Sql.of("""
            update sender_keys set state = 'retired', changed_at = :now
            where domain = :domain and state = 'signing' and algorithm = (
                select algorithm from sender_keys
                where domain = :domain and selector = :selector and state <> 'signing')""");
    private static final Sql SIGN = Sql.of("""
            update sender_keys set state = 'signing', changed_at = :now
            where domain = :domain and selector = :selector and state <> 'signing'""");
    private static final Sql RETIRE = Sql.of("""
            update sender_keys set state = 'retired', changed_at = :now
            where domain = :domain and selector = :selector and state = 'signing'""");
    private static final Sql DELETE_KEY =
            Sql.of("delete from sender_keys where domain = :domain and selector = :selector and state <> 'signing'");

    private final Database database;

    JdbcSenderDomains(Database database) {
        this.database = database;
    }

    @Override
    public List<StoredDomain> all() {
        return database.readConsistently("reading the domains of senders", connection -> {
            Map<String, List<StoredKey>> keys = KEYS.on(connection, database).all(JdbcSenderDomains::entry).stream()
                    .collect(Collectors.groupingBy(
                            Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
            return DOMAINS.on(connection, database)
                    .all(row -> domain(row, keys.getOrDefault(row.text("domain"), List.of())));
        });
    }

    @Override
    public Optional<StoredDomain> find(String domain) {
        return database.readConsistently("reading the domain of a sender", connection -> {
            List<StoredKey> keys =
                    KEYS_OF.on(connection, database).bind("domain", domain).all(JdbcSenderDomains::key);
            return DOMAIN.on(connection, database).bind("domain", domain).first(row -> domain(row, keys));
        });
    }

    private static StoredDomain domain(Row row, List<StoredKey> keys) throws SQLException {
        return new StoredDomain(
                row.text("domain"),
                row.nullableText("tracking_url"),
                row.nullableText("return_path"),
                row.integer("version"),
                row.instant("changed_at"),
                keys);
    }

    private static Map.Entry<String, StoredKey> entry(Row row) throws SQLException {
        return Map.entry(row.text("domain"), key(row));
    }

    private static StoredKey key(Row row) throws SQLException {
        return new StoredKey(
                row.text("selector"),
                WireConstant.of(DkimAlgorithm.class, row.text("algorithm")),
                WireConstant.of(DkimKeyState.class, row.text("state")),
                row.text("public_key"),
                row.text("private_key"),
                row.instant("created_at"),
                row.instant("changed_at"));
    }

    @Override
    public boolean put(
            String domain,
            @Nullable String trackingUrl,
            @Nullable String returnPath,
            @Nullable Integer expected,
            Instant now) {
        return database.write("storing the domain of a sender", connection -> {
            boolean isNew = (expected == null || expected == 0)
                    && bound(INSERT, connection, domain, trackingUrl, returnPath, now)
                                    .update()
                            == 1;
            return isNew
                    || expect(bound(UPDATE, connection, domain, trackingUrl, returnPath, now), expected)
                                    .update()
                            == 1;
        });
    }

    private Sql.Query bound(
            Sql sql,
            Connection connection,
            String domain,
            @Nullable String trackingUrl,
            @Nullable String returnPath,
            Instant now) {
        return sql.on(connection, database)
                .bind("domain", domain)
                .bind("trackingUrl", trackingUrl)
                .bind("returnPath", returnPath)
                .bind("now", now);
    }

    private static Sql.Query expect(Sql.Query query, @Nullable Integer expected) {
        return query.bind("any", expected == null).bind("expected", expected == null ? 0 : expected);
    }

    @Override
    public boolean delete(String domain, @Nullable Integer expected) {
        return database.write(
                "deleting the domain of a sender",
                connection -> expect(DELETE.on(connection, database).bind("domain", domain), expected)
                                .update()
                        == 1);
    }

    @Override
    public boolean addKey(String domain, StoredKey key) {
        return change(
                "storing a DKIM key",
                domain,
                key.createdAt(),
                connection -> ADD_KEY.on(connection, database)
                        .bind("domain", domain)
                        .bind("selector", key.selector())
                        .bind("algorithm", key.algorithm().wireName())
                        .bind("state", key.state().wireName())
                        .bind("publicKey", key.publicKey())
                        .bind("privateKey", key.privateKey())
                        .bind("createdAt", key.createdAt())
                        .bind("changedAt", key.changedAt())
                        .update());
    }

    @Override
    public boolean sign(String domain, String selector, Instant now) {
        return change("changing the DKIM key that signs", domain, now, connection -> {
            ofKey(RETIRE_PREDECESSOR, connection, domain, selector, now).update();
            return ofKey(SIGN, connection, domain, selector, now).update();
        });
    }

    @Override
    public boolean retire(String domain, String selector, Instant now) {
        return change(
                "retiring a DKIM key",
                domain,
                now,
                connection -> ofKey(RETIRE, connection, domain, selector, now).update());
    }

    @Override
    public boolean deleteKey(String domain, String selector, Instant now) {
        return change(
                "deleting a DKIM key",
                domain,
                now,
                connection ->
                        ofKey(DELETE_KEY, connection, domain, selector, now).update());
    }

    /** Runs a change of one key, and counts it if there was one to change. */
    private boolean change(String operation, String domain, Instant now, Database.Work<Integer> work) {
        return database.write(operation, connection -> {
            boolean exists =
                    LOCK.on(connection, database).bind("domain", domain).update() == 1;
            boolean isChanged = exists && work.on(connection) == 1;
            if (isChanged) {
                COUNT_CHANGE
                        .on(connection, database)
                        .bind("domain", domain)
                        .bind("now", now)
                        .update();
            }
            return isChanged;
        });
    }

    private Sql.Query ofKey(Sql sql, Connection connection, String domain, String selector, Instant now) {
        return sql.on(connection, database)
                .bind("domain", domain)
                .bind("selector", selector)
                .bind("now", now);
    }
}
