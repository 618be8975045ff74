package telltale.doctor.delivery;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.doctor.Finding;
import telltale.doctor.Level;
import telltale.model.DeliveryId;

/**
 * What a test has found so far.
 *
 * @param id the first test delivery
 * @param endedAt null while it runs
 * @param waitingFor what has not come back yet, by the names of its mail servers
 */
public record TestReport(
        DeliveryId id,
        Instant startedAt,
        @Nullable Instant endedAt,
        List<Finding> findings,
        List<SimulatedFetch> fetches,
        List<String> waitingFor) {
    public TestReport {
        findings = List.copyOf(findings);
        fetches = List.copyOf(fetches);
        waitingFor = List.copyOf(waitingFor);
    }

    /** The level of the most serious finding. */
    public Level level() {
        return findings.stream()
                .map(Finding::level)
                .max(Comparator.naturalOrder())
                .orElse(Level.OK);
    }
}
