package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.DataKind;
import telltale.model.ImmutableBytes;
import telltale.model.PersonKey;
import telltale.model.Uuid7;
import telltale.store.AuditEntry;
import telltale.store.AuditQuery;
import telltale.store.AuditTrail;

/** The audit log in a relational database. */
final class JdbcAuditTrail implements AuditTrail {
    private static final Sql CREATE = Sql.of("""
            insert into audit_chains (chain, first, before, last, head, seal)
            values (:chain, :first, :before, :last, :head, :seal) on conflict do nothing""");
    private static final Sql EXTEND = Sql.of("""
            update audit_chains set first = :first, before = :before, last = :last, head = :head, seal = :seal
            where chain = :chain""");
    private static final Sql INSERT = Sql.of("""
            insert into audit (id, chain, sequence, at, actor_kind, actor, operation, target, person, network, status,
                begun, hash)
            values (:id, :chain, :sequence, :at, :actorKind, :actor, :operation, :target, :person, :network, :status,
                :begun, :hash)""");
    private static final String CHAINS = "select chain, first, before, last, head, seal from audit_chains";
    private static final Sql ALL_CHAINS = Sql.of(CHAINS + " order by chain");
    private static final Sql ROWS = Sql.of("select * from audit order by chain, sequence");
    private static final String OPERATIONS = """
            select a.id, a.at, a.actor_kind, a.actor, a.operation, coalesce(o.target, a.target) as target,
                coalesce(o.person, a.person) as person, a.network, coalesce(o.status, a.status) as status
            from audit a left join audit o on o.begun = a.id where a.begun is null""";
    private static final Sql FIRST_KEPT =
            Sql.of("select min(sequence) as sequence from audit where chain = :chain and at >= :cutoff");
    private static final Sql LAST = Sql.of("select max(sequence) as sequence from audit where chain = :chain");
    private static final Sql HASH = Sql.of("select hash from audit where chain = :chain and sequence = :sequence");
    private static final Sql DELETE = Sql.of("delete from audit where chain = :chain and sequence < :first");

    private final Database database;
    private final Sql lockedChain;

    JdbcAuditTrail(Database database, Dialect dialect) {
        this.database = database;
        this.lockedChain = Sql.of(CHAINS + " where chain = :chain" + dialect.lockRows());
    }

    @Override
    public ChainedRow append(UUID chain, Content content, Seals seals) {
        return database.write("writing the audit log", connection -> append(connection, chain, content, seals));
    }

    private ChainedRow append(Connection connection, UUID id, Content content, Seals seals) throws SQLException {
        Chain chain = locked(connection, id, seals);
        Extent extent = chain.extent();
        long sequence = Math.max(extent.last(), lastSequence(connection, id)) + 1;
        ImmutableBytes hash = seals.hash(extent.head(), id, sequence, content);
        ChainedRow row = new ChainedRow(id, sequence, content, hash);
        insert(connection, row);
        extend(connection, chain, new Extent(extent.first(), extent.before(), sequence, hash), seals);
        return row;
    }

    /** The last sequence in use, which differs from the chain's extent if either was changed by hand. */
    private long lastSequence(Connection connection, UUID id) throws SQLException {
        return LAST.on(connection, database)
                .bind("chain", id)
                .first(row -> row.number("sequence"))
                .orElse(0L);
    }

    /** Locks a chain until the end of the transaction, and creates it if it is missing. */
    private Chain locked(Connection connection, UUID id, Seals seals) throws SQLException {
        Optional<Chain> found = lock(connection, id);
        if (found.isEmpty()) {
            bind(CREATE.on(connection, database), new Chain(id, Extent.EMPTY, seals.seal(id, Extent.EMPTY)))
                    .update();
            found = lock(connection, id);
        }
        return found.orElseThrow();
    }

    private Optional<Chain> lock(Connection connection, UUID id) throws SQLException {
        return lockedChain.on(connection, database).bind("chain", id).first(JdbcAuditTrail::chain);
    }

    private void extend(Connection connection, Chain chain, Extent extent, Seals seals) throws SQLException {
        ImmutableBytes seal = seals.isIntact(chain) ? seals.seal(chain.id(), extent) : chain.seal();
        bind(EXTEND.on(connection, database), new Chain(chain.id(), extent, seal))
                .update();
    }

    private static Sql.Query bind(Sql.Query query, Chain chain) {
        return query.bind("chain", chain.id())
                .bind("first", chain.extent().first())
                .bind("before", chain.extent().before().toBytes())
                .bind("last", chain.extent().last())
                .bind("head", chain.extent().head().toBytes())
                .bind("seal", chain.seal().toBytes());
    }

    private void insert(Connection connection, ChainedRow row) throws SQLException {
        AuditEntry entry = row.content().entry();
        Integer status = row.content().status();
        PersonKey person = entry.person();
        INSERT.on(connection, database)
                .bind("id", row.content().id())
                .bind("chain", row.chain())
                .bind("sequence", row.sequence())
                .bind("at", row.content().at())
                .bind("actorKind", entry.actor().kind())
                .bind("actor", entry.actor().name())
                .bind("operation", entry.operation())
                .bind("target", entry.target())
                .bind("person", person == null ? null : person.toBytes())
                .bind("network", entry.network())
                .bind("status", status == null ? null : Long.valueOf(status))
                .bindNullable("begun", row.content().begun())
                .bind("hash", row.hash().toBytes())
                .update();
    }

    @Override
    public List<Operation> find(AuditQuery query) {
        return database.read(
                "reading the audit log",
                connection -> select(query)
                        .on(connection, database)
                        .bind("actor", query.actor())
                        .bind("operation", query.operation())
                        .bind(
                                "person",
                                query.person() == null ? null : query.person().toBytes())
                        .bind("from", floor(query.from()))
                        .bind("to", floor(query.to()))
                        .bind("before", query.before())
                        .bind("limit", query.limit())
                        .all(row -> new Operation(row.id("id"), row.instant("at"), entry(row), status(row))));
    }

    private static @Nullable UUID floor(@Nullable Instant time) {
        return time == null ? null : Uuid7.floor(time);
    }

    private static Sql select(AuditQuery query) {
        StringBuilder where = new StringBuilder();
        append(where, query.actor(), " and a.actor = :actor");
        append(where, query.operation(), " and a.operation = :operation");
        append(
                where,
                query.person(),
                " and a.id in (select coalesce(p.begun, p.id) from audit p where p.person = :person)");
        append(where, query.from(), " and a.id >= :from");
        append(where, query.to(), " and a.id < :to");
        append(where, query.before(), " and a.id < :before");
        return Sql.of(OPERATIONS + where + " order by a.id desc limit :limit");
    }

    private static void append(StringBuilder where, @Nullable Object value, String condition) {
        if (value != null) {
            where.append(condition);
        }
    }

    @Override
    public int deleteBefore(Instant cutoff, int limit, Seals seals) {
        List<Chain> chains = chains();
        int deleted = 0;
        for (Chain chain : chains) {
            deleted += database.write(
                    "deleting old rows of the audit log",
                    connection ->
                            deleteBefore(connection, locked(connection, chain.id(), seals), cutoff, limit, seals));
        }
        return deleted;
    }

    private List<Chain> chains() {
        return database.read(
                "reading the chains of the audit log",
                connection -> ALL_CHAINS.on(connection, database).all(JdbcAuditTrail::chain));
    }

    private int deleteBefore(Connection connection, Chain chain, Instant cutoff, int limit, Seals seals)
            throws SQLException {
        Extent extent = chain.extent();
        long kept = FIRST_KEPT
                .on(connection, database)
                .bind("chain", chain.id())
                .bind("cutoff", cutoff)
                .first(row -> row.number("sequence"))
                .orElse(0L);
        long first = Math.min(kept == 0 ? extent.last() + 1 : kept, extent.first() + limit);
        Optional<ImmutableBytes> before = HASH.on(connection, database)
                .bind("chain", chain.id())
                .bind("sequence", first - 1)
                .first(row -> new ImmutableBytes(row.bytes("hash")));
        if (first <= extent.first() || before.isEmpty()) {
            return 0;
        }
        extend(connection, chain, new Extent(first, before.get(), extent.last(), extent.head()), seals);
        int deleted = DELETE.on(connection, database)
                .bind("chain", chain.id())
                .bind("first", first)
                .update();
        return JdbcDeletionLog.add(connection, database, DataKind.AUDIT_LOG, deleted);
    }

    @Override
    public void visit(Visitor visitor) {
        database.snapshot("verifying the audit log", connection -> {
            ALL_CHAINS.on(connection, database).each(row -> visitor.chain(chain(row)));
            return ROWS.on(connection, database).each(row -> visitor.row(row(row)));
        });
    }

    private static Chain chain(Row row) throws SQLException {
        Extent extent = new Extent(row.number("first"), bytes(row, "before"), row.number("last"), bytes(row, "head"));
        return new Chain(row.id("chain"), extent, bytes(row, "seal"));
    }

    private static ChainedRow row(Row row) throws SQLException {
        Content content =
                new Content(row.id("id"), row.instant("at"), entry(row), status(row), row.nullableId("begun"));
        return new ChainedRow(row.id("chain"), row.number("sequence"), content, bytes(row, "hash"));
    }

    private static AuditEntry entry(Row row) throws SQLException {
        byte[] person = row.nullableBytes("person");
        return new AuditEntry(
                new AuditEntry.Actor(row.text("actor_kind"), row.text("actor")),
                row.text("operation"),
                row.nullableText("target"),
                // A length that Telltale does not write shows as a wrong hash.
                person == null || person.length != PersonKey.BYTES ? null : PersonKey.ofBytes(person),
                row.text("network"));
    }

    private static @Nullable Integer status(Row row) throws SQLException {
        int status = row.integer("status");
        return status == 0 ? null : status;
    }

    private static ImmutableBytes bytes(Row row, String column) throws SQLException {
        return new ImmutableBytes(row.bytes(column));
    }
}
