package telltale.store.sharded;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.store.MailboxPosition;
import telltale.store.NewReport;
import telltale.store.ReportCorrection;
import telltale.store.ReportFacts;
import telltale.store.ReportQuery;
import telltale.store.Reports;
import telltale.store.StoreUnavailableException;
import telltale.store.StoredReport;

/**
 * The mails that came back, each in the database of the delivery that it is about; those without a delivery, and the positions in
 * mailboxes, are in the first. A mail waits where it came in until all databases that its delivery may be in are available.
 */
final class ShardedReports implements Reports {
    private static final UUID NONE = new UUID(0, 0);

    private final ShardSet shards;

    ShardedReports(ShardSet shards) {
        this.shards = shards;
    }

    /** The first database is written last, with the position: until then the mails are read again, and those that are stored are known. */
    @Override
    public List<Stored> store(List<NewReport> reports, Decider decider, @Nullable MailboxPosition reached) {
        SortedMap<Integer, List<NewReport>> parts = shards.split(
                reports,
                report -> report.delivery() == null ? NONE : report.delivery().value());
        List<NewReport> own = Objects.requireNonNullElse(parts.remove(0), List.of());
        Map<NewReport, Stored> results = new HashMap<>();
        parts.forEach((number, part) ->
                add(results, part, shards.ask(number, store -> store.reports().store(part, decider, null))));
        if (!own.isEmpty() || reached != null) {
            add(results, own, shards.ask(0, store -> store.reports().store(own, decider, reached)));
        }
        return told(reports.stream()
                .map(report -> Objects.requireNonNull(results.get(report)))
                .toList());
    }

    /** Returns the result of a change when the suppressions that follow from it hold in all databases that are available. */
    private <T> T told(T result) {
        shards.copying().tell();
        return result;
    }

    private static void add(Map<NewReport, Stored> results, List<NewReport> reports, List<Stored> stored) {
        for (int i = 0; i < reports.size(); i++) {
            results.put(reports.get(i), stored.get(i));
        }
    }

    @Override
    public Optional<MailboxPosition> position(String mailbox) {
        return shards.ask(0, store -> store.reports().position(mailbox));
    }

    /** All databases must answer, since a second delivery with the identifier makes it ambiguous. */
    @Override
    public Optional<DeliveryId> withQueueId(String queueId) {
        List<DeliveryId> found = shards.askAll(store -> store.reports().withQueueId(queueId)).stream()
                .flatMap(Optional::stream)
                .toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    @Override
    public Optional<DeliveryId> newestTo(EmailAddress recipient) {
        return shards.askAll(store -> store.reports().newestTo(recipient)).stream()
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder());
    }

    @Override
    public List<StoredReport> find(ReportQuery query) {
        return query.delivery() != null
                ? shards.at(query.delivery().value(), store -> store.reports().find(query))
                : shards.readEach(store -> store.reports().find(query)).values().stream()
                        .flatMap(List::stream)
                        .sorted(Comparator.comparing(StoredReport::id).reversed())
                        .limit(query.limit())
                        .toList();
    }

    @Override
    public Optional<StoredReport> report(UUID id) {
        return shards.findFirst(store -> store.reports().report(id));
    }

    @Override
    public Optional<byte[]> raw(UUID id) {
        return shards.findFirst(store -> store.reports().raw(id));
    }

    @Override
    public boolean correct(UUID id, @Nullable ReportCorrection correction, Decider decider) {
        return told(shards.findFirst(store -> isTrue(store.reports().correct(id, correction, decider)))
                .isPresent());
    }

    @Override
    public boolean reread(UUID id, ReportFacts facts, Decider decider) {
        return told(shards.findFirst(store -> isTrue(store.reports().reread(id, facts, decider)))
                .isPresent());
    }

    private static Optional<Boolean> isTrue(boolean found) {
        return found ? Optional.of(true) : Optional.empty();
    }

    @Override
    public int decidePending(int limit, Decider decider) {
        return told(shards.sum(store -> store.reports().decidePending(limit, decider)));
    }

    /** @throws StoreUnavailableException unless all databases answer, so that none is passed over */
    @Override
    public List<StoredReport> outdated(String ruleset, @Nullable UUID after, int limit) {
        return shards.askAll(store -> store.reports().outdated(ruleset, after, limit)).stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparing(StoredReport::id))
                .limit(limit)
                .toList();
    }

    @Override
    public long countOutdated(String ruleset) {
        return shards.askAll(store -> store.reports().countOutdated(ruleset)).stream()
                .mapToLong(count -> count)
                .sum();
    }

    @Override
    public boolean purge(Instant unrelatedBefore, Instant rawBefore, int limit) {
        return shards.askEach(store -> store.reports().purge(unrelatedBefore, rawBefore, limit)).values().stream()
                .anyMatch(isMore -> isMore);
    }
}
