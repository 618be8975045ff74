package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import telltale.model.DataKind;
import telltale.model.DeliveryId;
import telltale.store.AgentReduction;
import telltale.store.PurgeResult;

/** The reduction of user agents in a relational database. Each step is a transaction, so a pass can end at any time. */
final class JdbcAgentReduction implements AgentReduction {
    private static final int STEP = 200;
    /** Nodes look up a client again on the first event of a day, so none uses one that had no event on the day before. */
    private static final Duration UNUSED = Duration.ofDays(1);

    private static final Sql FIND =
            Sql.of("select number from clients where agent = :agent and flags = :flags and verdict = :verdict");
    private static final Sql INSERT = Sql.of("""
            insert into clients (agent, flags, verdict, used) values (:agent, :flags, :verdict, 0) returning number""");

    private final Database database;
    private final AgentTable agents;
    private final JdbcJudgements judgements;

    JdbcAgentReduction(Database database, AgentTable agents, JdbcJudgements judgements) {
        this.database = database;
        this.agents = agents;
        this.judgements = judgements;
    }

    @Override
    public PurgeResult reduceBefore(Instant cutoff, Reducer reducer) {
        return database.write("reducing user agents", connection -> step(connection, cutoff, reducer));
    }

    private PurgeResult step(Connection connection, Instant cutoff, Reducer reducer) throws SQLException {
        Optional<AgentTable.Span> taken = agents.next(connection, cutoff, STEP);
        return taken.isEmpty() ? new PurgeResult(0, true) : reduce(connection, taken.get(), cutoff, reducer);
    }

    private PurgeResult reduce(Connection connection, AgentTable.Span span, Instant cutoff, Reducer reducer)
            throws SQLException {
        List<AgentTable.Row> ready =
                span.rows().stream().takeWhile(row -> !row.isPending()).toList();
        int reduced = reduce(connection, ready, reducer);
        JdbcDeletionLog.add(connection, database, DataKind.USER_AGENTS, reduced);
        if (ready.size() < span.rows().size()) {
            if (!ready.isEmpty()) {
                agents.reach(connection, ready.get(ready.size() - 1).place());
            }
            return new PurgeResult(reduced, true);
        }
        agents.reach(connection, span.end());
        if (span.isLast()) {
            agents.deleteUnused(connection, Days.of(cutoff.minus(UNUSED)));
        }
        return new PurgeResult(reduced, span.isLast());
    }

    private int reduce(Connection connection, List<AgentTable.Row> rows, Reducer reducer) throws SQLException {
        Map<UUID, ReducedEvent> judged = new HashMap<>();
        Set<DeliveryId> known = new HashSet<>();
        Map<AgentTable.Row, Long> clients = new LinkedHashMap<>();
        Map<ReducedEvent, Long> numbers = new HashMap<>();
        for (AgentTable.Row row : rows) {
            if (row.event().frozen() != null) {
                continue;
            }
            DeliveryId delivery = row.event().delivery();
            if (delivery != null && known.add(delivery)) {
                judgements
                        .evidence(connection, delivery)
                        .ifPresent(evidence -> judged.putAll(reducer.reduced(evidence)));
            }
            ReducedEvent reduced = judged.get(row.event().id());
            ReducedEvent kept = reduced == null ? reducer.reduced(row.event()) : reduced;
            Long number = numbers.get(kept);
            if (number == null) {
                number = number(connection, kept);
                numbers.put(kept, number);
            }
            clients.put(row, number);
        }
        agents.replace(connection, clients);
        return clients.size();
    }

    private long number(Connection connection, ReducedEvent reduced) throws SQLException {
        Optional<Long> stored = ask(FIND, connection, reduced);
        return stored.isPresent()
                ? stored.get()
                : ask(INSERT, connection, reduced).orElseThrow();
    }

    private Optional<Long> ask(Sql sql, Connection connection, ReducedEvent reduced) throws SQLException {
        return sql.on(connection, database)
                .bind("agent", reduced.client().agent())
                .bind("flags", reduced.client().flagBits())
                .bind("verdict", FrozenVerdictText.of(reduced.verdict()))
                .first(row -> row.number("number"));
    }
}
