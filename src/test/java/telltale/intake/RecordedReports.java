package telltale.intake;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;
import telltale.store.MailboxPosition;
import telltale.store.NewReport;
import telltale.store.ReportCorrection;
import telltale.store.ReportDecision;
import telltale.store.ReportFacts;
import telltale.store.ReportQuery;
import telltale.store.Reports;
import telltale.store.StoreUnavailableException;
import telltale.store.StoredReport;

/** Reports and positions in memory, of a database that a test can make unavailable. */
final class RecordedReports implements Reports {
    private static final long TIMEOUT = Duration.ofSeconds(20).toMillis();

    private final Map<ImmutableBytes, NewReport> stored = new LinkedHashMap<>();
    private final Map<String, MailboxPosition> positions = new HashMap<>();
    private final List<Integer> batches = new ArrayList<>();
    private int repeated;
    private int failures;
    private boolean isUnavailable;
    private @Nullable String poison;

    synchronized void setUnavailable(boolean isUnavailable) {
        this.isUnavailable = isUnavailable;
    }

    @Override
    public synchronized List<Stored> store(
            List<NewReport> reports, Decider decider, @Nullable MailboxPosition reached) {
        notifyAll();
        if (isUnavailable) {
            failures++;
            throw new StoreUnavailableException("store", new IllegalStateException("the test says so"));
        }
        failIfPoisoned(reports);
        List<Stored> results = new ArrayList<>();
        for (NewReport report : reports) {
            NewReport before = stored.putIfAbsent(report.digest(), report);
            repeated += before == null ? 0 : 1;
            results.add(new Stored(
                    before == null ? report.id() : before.id(), before == null, ReportDecision.nothing("test")));
        }
        if (reached != null) {
            positions.put(reached.mailbox(), reached);
        }
        batches.add(reports.size());
        return results;
    }

    /** Fails unexpectedly at reports whose octets contain a text, as a defect would. */
    synchronized void failAt(String text) {
        poison = text;
    }

    private void failIfPoisoned(List<NewReport> reports) {
        String text = poison;
        if (text != null
                && reports.stream()
                        .anyMatch(report ->
                                new String(report.raw().toBytes(), StandardCharsets.ISO_8859_1).contains(text))) {
            throw new IllegalStateException("a defect");
        }
    }

    @Override
    public synchronized Optional<MailboxPosition> position(String mailbox) {
        return Optional.ofNullable(positions.get(mailbox));
    }

    /** Pretends that a mailbox was read up to a position. */
    synchronized void setPosition(MailboxPosition position) {
        positions.put(position.mailbox(), position);
    }

    /** Waits until there are so many reports, and returns them in the order of their arrival. */
    synchronized List<NewReport> await(int count) throws InterruptedException, TimeoutException {
        awaitThat(() -> stored.size() >= count, () -> stored.size() + " of " + count + " reports");
        return List.copyOf(stored.values());
    }

    /** Waits for attempts to store that failed. */
    synchronized void awaitFailures(int count) throws InterruptedException, TimeoutException {
        awaitThat(() -> failures >= count, () -> failures + " of " + count + " failures");
    }

    /** Waits for mails that came in again. */
    synchronized void awaitRepeated(int count) throws InterruptedException, TimeoutException {
        awaitThat(() -> repeated >= count, () -> repeated + " of " + count + " repeated mails");
    }

    private void awaitThat(BooleanSupplier holds, Supplier<String> state)
            throws InterruptedException, TimeoutException {
        long end = System.nanoTime() + TIMEOUT * 1_000_000;
        while (!holds.getAsBoolean()) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new TimeoutException(state.get());
            }
            wait(left);
        }
    }

    synchronized int size() {
        return stored.size();
    }

    /** How many mails came in again. */
    synchronized int repeated() {
        return repeated;
    }

    /** The number of mails in each transaction. */
    synchronized List<Integer> batches() {
        return List.copyOf(batches);
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
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<StoredReport> report(UUID id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<byte[]> raw(UUID id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean correct(UUID id, @Nullable ReportCorrection correction, Decider decider) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean reread(UUID id, ReportFacts facts, Decider decider) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int decidePending(int limit, Decider decider) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<StoredReport> outdated(String ruleset, @Nullable UUID after, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long countOutdated(String ruleset) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean purge(Instant unrelatedBefore, Instant rawBefore, int limit) {
        throw new UnsupportedOperationException();
    }
}
