package telltale.audit;

import java.time.Clock;
import java.time.Duration;
import telltale.store.AuditTrail;

/** Deletes old rows of the audit log; each chain stores where it begins since then. */
public final class AuditRetention {
    private static final int MAX_BATCH = 1_000;
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration INTERVAL = Duration.ofHours(1);

    private final AuditTrail trail;
    private final AuditTrail.Seals seals;
    private final Duration retention;
    private final Clock clock;

    public AuditRetention(AuditTrail trail, AuditTrail.Seals seals, Duration retention, Clock clock) {
        this.trail = trail;
        this.seals = seals;
        this.retention = retention;
        this.clock = clock;
    }

    /** Deletes a batch, and returns the pause before the next one. */
    public Duration step() {
        return trail.deleteBefore(clock.instant().minus(retention), MAX_BATCH, seals) > 0 ? PAUSE : INTERVAL;
    }
}
