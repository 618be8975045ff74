package telltale.store.jdbc;

import org.jspecify.annotations.Nullable;
import telltale.model.ImmutableBytes;
import telltale.model.Suppression;
import telltale.store.NewReport;
import telltale.store.StoredReport;

/**
 * A row of the reports.
 *
 * @param number the number of the row
 * @param digest the SHA-256 of the octets
 */
record ReportRow(long number, ImmutableBytes digest, StoredReport report) {
    /** The report as it was when it came in, without its octets. */
    NewReport received() {
        return new NewReport(
                report.id(),
                report.receivedAt(),
                report.source(),
                digest,
                report.facts(),
                report.delivery(),
                report.match(),
                ImmutableBytes.NONE,
                null);
    }

    /** The suppression that follows from it, or null. */
    @Nullable
    Suppression suppression() {
        return report.decision().suppression();
    }
}
