package telltale.web.api;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.store.DeliveryStanding;
import telltale.store.MailboxPosition;
import telltale.store.NewReport;
import telltale.store.ReportCorrection;
import telltale.store.ReportDecision;
import telltale.store.ReportFacts;
import telltale.store.ReportQuery;
import telltale.store.Reports;
import telltale.store.StoreUnavailableException;
import telltale.store.StoredReport;

/** Reports in memory, about deliveries to Ann that were accepted when the report came in. */
final class InMemoryReports implements Reports {
    private static final EmailAddress RECIPIENT = EmailAddress.parse("ann@example.com");

    private final Map<UUID, NewReport> stored = new TreeMap<>();
    private final Map<UUID, ReportFacts> facts = new HashMap<>();
    private final Map<UUID, ReportCorrection> corrections = new HashMap<>();
    private final Map<UUID, ReportDecision> decisions = new HashMap<>();
    private boolean isUnavailable;
    private boolean isRawDeleted;

    /** Makes every following call fail. */
    void makeUnavailable() {
        isUnavailable = true;
    }

    void deleteRaw() {
        isRawDeleted = true;
    }

    /** Pretends that other rules read every report. */
    void outdate() {
        facts.replaceAll((id, read) -> read.by("older"));
    }

    private static <T> T known(Map<UUID, T> values, UUID id) {
        return Objects.requireNonNull(values.get(id));
    }

    private void requireAvailable() {
        if (isUnavailable) {
            throw new StoreUnavailableException("the database is away", new IllegalStateException());
        }
    }

    @Override
    public List<Stored> store(List<NewReport> reports, Decider decider, @Nullable MailboxPosition reached) {
        requireAvailable();
        return reports.stream().map(report -> store(report, decider)).toList();
    }

    private Stored store(NewReport report, Decider decider) {
        Optional<UUID> same = stored.values().stream()
                .filter(one -> one.digest().equals(report.digest()))
                .map(NewReport::id)
                .findFirst();
        if (same.isPresent()) {
            return new Stored(same.get(), false, known(decisions, same.get()));
        }
        stored.put(report.id(), report);
        facts.put(report.id(), report.facts());
        decide(report.id(), decider);
        return new Stored(report.id(), true, known(decisions, report.id()));
    }

    private void decide(UUID id, Decider decider) {
        NewReport report = known(stored, id);
        ReportCorrection correction = corrections.get(id);
        ReportFacts read = known(facts, id);
        ReportFacts effective = correction == null ? read : read.corrected(correction);
        DeliveryStanding standing = new DeliveryStanding(
                DeliveryState.ACCEPTED, report.receivedAt(), RECIPIENT, null, false, 0, Duration.ZERO);
        decisions.put(
                id,
                report.delivery() == null
                        ? ReportDecision.nothing("unrelated")
                        : decider.decide(report, effective, correction != null, standing));
    }

    @Override
    public Optional<MailboxPosition> position(String mailbox) {
        return Optional.empty();
    }

    @Override
    public Optional<DeliveryId> withQueueId(String queueId) {
        return Optional.empty();
    }

    @Override
    public Optional<DeliveryId> newestTo(EmailAddress recipient) {
        return Optional.empty();
    }

    @Override
    public List<StoredReport> find(ReportQuery query) {
        requireAvailable();
        return stored.keySet().stream()
                .sorted(Comparator.<UUID>reverseOrder())
                .filter(id -> query.before() == null || id.compareTo(query.before()) < 0)
                .map(this::read)
                .filter(report -> matches(query, report))
                .limit(query.limit())
                .toList();
    }

    private static boolean matches(ReportQuery query, StoredReport report) {
        return (query.kind() == null || query.kind() == report.effective().kind())
                && (query.type() == null || query.type() == report.effective().type())
                && (query.match() == null || query.match() == report.match())
                && (query.delivery() == null || query.delivery().equals(report.delivery()))
                && (query.from() == null || !report.receivedAt().isBefore(query.from()))
                && (query.to() == null || report.receivedAt().isBefore(query.to()));
    }

    private StoredReport read(UUID id) {
        NewReport report = known(stored, id);
        return new StoredReport(
                id,
                report.receivedAt(),
                report.source(),
                known(facts, id),
                corrections.get(id),
                report.delivery(),
                null,
                report.match(),
                known(decisions, id),
                isRawDeleted ? 0 : report.raw().size());
    }

    @Override
    public Optional<StoredReport> report(UUID id) {
        requireAvailable();
        return stored.containsKey(id) ? Optional.of(read(id)) : Optional.empty();
    }

    @Override
    public Optional<byte[]> raw(UUID id) {
        return Optional.ofNullable(stored.get(id))
                .filter(report -> !isRawDeleted)
                .map(report -> report.raw().toBytes());
    }

    @Override
    public boolean correct(UUID id, @Nullable ReportCorrection correction, Decider decider) {
        if (!stored.containsKey(id)) {
            return false;
        }
        if (correction == null) {
            corrections.remove(id);
        } else {
            corrections.put(id, correction);
        }
        decide(id, decider);
        return true;
    }

    @Override
    public boolean reread(UUID id, ReportFacts read, Decider decider) {
        facts.put(id, read);
        decide(id, decider);
        return true;
    }

    @Override
    public int decidePending(int limit, Decider decider) {
        return 0;
    }

    @Override
    public List<StoredReport> outdated(String ruleset, @Nullable UUID after, int limit) {
        List<StoredReport> found = new ArrayList<>();
        for (UUID id : stored.keySet()) {
            if ((after == null || id.compareTo(after) > 0)
                    && !known(facts, id).ruleset().equals(ruleset)
                    && found.size() < limit) {
                found.add(read(id));
            }
        }
        return found;
    }

    @Override
    public boolean purge(Instant unrelatedBefore, Instant rawBefore, int limit) {
        return false;
    }
}
