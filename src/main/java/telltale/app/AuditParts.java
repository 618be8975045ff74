package telltale.app;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import telltale.audit.AuditHead;
import telltale.audit.AuditLog;
import telltale.audit.AuditRetention;
import telltale.audit.AuditSeals;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.store.AuditTrail;

/**
 * The audit log of this node. The end of its chain is kept in the home folder, which a user of the database cannot change.
 */
final class AuditParts {
    private static final Duration KEEP_INTERVAL = Duration.ofMinutes(1);

    final AuditLog log;
    final Function<EmailAddress, Optional<PersonKey>> persons;

    private final HomeFolder home;
    private Optional<AuditHead> kept = Optional.empty();

    /** @param chain the chain that this node writes */
    AuditParts(
            AuditTrail trail,
            NodeKeys keys,
            UUID chain,
            HomeFolder home,
            Duration retention,
            Clock clock,
            Lifecycle lifecycle) {
        AuditSeals seals = new AuditSeals(keys.auditMac());
        this.home = home;
        this.persons = keys.persons()::find;
        this.log = new AuditLog(trail, seals, chain, clock, new SecureRandom());
        AuditRetention deletion = new AuditRetention(trail, seals, retention, clock);
        lifecycle.schedule("audit-retention", Duration.ZERO, deletion::step);
        lifecycle.closeLater(this::keepHead);
        lifecycle.schedule("audit-head", KEEP_INTERVAL, () -> {
            keepHead();
            return KEEP_INTERVAL;
        });
    }

    private synchronized void keepHead() {
        Optional<AuditHead> head = log.head();
        if (!head.equals(kept)) {
            head.ifPresent(known -> home.writeAuditHead(known.toString()));
            kept = head;
        }
    }

    /** The end of the chain that was kept last; empty before the first. */
    static Optional<AuditHead> keptHead(HomeFolder home) {
        return home.auditHead().flatMap(AuditHead::parse);
    }

    /** The end of the chain that this node kept last; empty before the first. */
    Optional<AuditHead> keptHead() {
        return keptHead(home);
    }
}
