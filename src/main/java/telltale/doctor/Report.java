package telltale.doctor;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * The result of an examination.
 *
 * @param findings in the order of the checks
 * @param requirements those of mailbox providers for bulk senders
 */
public record Report(Instant startedAt, Instant endedAt, List<Finding> findings, List<Requirement> requirements) {
    public Report {
        findings = List.copyOf(findings);
        requirements = List.copyOf(requirements);
    }

    /** The level of the most serious finding. */
    public Level level() {
        return findings.stream()
                .map(Finding::level)
                .max(Comparator.naturalOrder())
                .orElse(Level.OK);
    }
}
