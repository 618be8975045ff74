package telltale.store.jdbc;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
import telltale.store.StoredReport;

/** The reports in a relational database. */
final class JdbcReports implements Reports {
    @Override
    public List<Stored> store(List<NewReport> reports, Decider decider, @Nullable MailboxPosition reached) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<MailboxPosition> position(String mailbox) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<DeliveryId> withQueueId(String queueId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<DeliveryId> newestTo(EmailAddress recipient) {
        throw new UnsupportedOperationException();
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
    public boolean purge(Instant unrelatedBefore, Instant rawBefore, int limit) {
        throw new UnsupportedOperationException();
    }
}
