package telltale.reports;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.store.ReportCorrection;
import telltale.store.Reports;
import telltale.store.StoredReport;

/** Changes what stored reports mean: by a person's correction, by newer rules, and once their delivery was sent. */
public final class ReportReview {
    private static final int PAGE = 100;

    private final Reports reports;
    private final ReportIntake intake;
    private final Reports.Decider consequences = new Consequences();

    public ReportReview(Reports reports, ReportIntake intake) {
        this.reports = reports;
        this.intake = intake;
    }

    /**
     * Stores what a person says that a report is, and carries out what follows.
     *
     * @param correction null removes an earlier one
     * @return false if there is no such report
     */
    public boolean correct(UUID report, @Nullable ReportCorrection correction) {
        return reports.correct(report, correction, consequences);
    }

    /**
     * A page of reports that were read again.
     *
     * @param next where the next page begins; null after the last
     */
    public record Page(int reread, @Nullable UUID next) {}

    /**
     * Reads some reports again that other rules read, as far as their octets are kept.
     *
     * @param after the end of the previous page; null for the first
     */
    public Page reread(@Nullable UUID after) {
        List<StoredReport> outdated = reports.outdated(intake.rulesetVersion(), after, PAGE);
        for (StoredReport report : outdated) {
            reports.raw(report.id())
                    .ifPresent(octets -> reports.reread(
                            report.id(), intake.reread(octets, report.source(), report.facts()), consequences));
        }
        return new Page(
                outdated.size(),
                outdated.size() < PAGE ? null : outdated.get(PAGE - 1).id());
    }

    /** How many reports {@link #reread} would read again. */
    public long countOutdated() {
        return reports.countOutdated(intake.rulesetVersion());
    }

    /** Decides about some reports that came in while their delivery was being sent. To be called regularly. */
    public int decidePending() {
        return reports.decidePending(PAGE, consequences);
    }
}
