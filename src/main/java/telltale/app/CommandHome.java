package telltale.app;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import telltale.audit.AuditHead;
import telltale.audit.AuditLog;
import telltale.audit.AuditSeals;
import telltale.settings.Settings;
import telltale.store.AuditEntry;
import telltale.store.Store;
import telltale.token.KeyRing;

/** A home folder, and the database that belongs to it, for a command that needs no server. */
public record CommandHome(Store store, Settings settings, HomeFolder folder) {
    /** The chain of all commands in the audit log. */
    private static final UUID CHAIN = new UUID(0, 0);

    private static final int FAILED = 500;

    /**
     * The signing keys.
     *
     * @throws StartupException if there are none, or they are damaged
     */
    public KeyRing signingKeys() {
        KeyRing signing = Databases.keys(settings, folder).signing();
        if (signing.isEmpty()) {
            throw new StartupException(
                    "The home folder " + settings.home() + " has no signing keys yet. Start Telltale with it first.");
        }
        return signing;
    }

    /** The audit log. */
    public AuditLog audit() {
        AuditSeals seals =
                new AuditSeals(Databases.completeKeys(settings, folder).auditMac());
        return new AuditLog(store.auditTrail(), seals, CHAIN, Clock.systemUTC(), new SecureRandom());
    }

    /** The end of the chain of this home's server, as it was kept in the home; null if there is none. */
    public @Nullable AuditHead keptHead() {
        return AuditParts.keptHead(folder).orElse(null);
    }

    /**
     * Makes a change, and records it in the audit log.
     *
     * @param operation that of the API that makes the same change
     * @param statusOf the status with which the API would answer
     */
    public <T> T audited(String operation, @Nullable String target, Supplier<T> change, ToIntFunction<T> statusOf) {
        AuditLog log = audit();
        AuditEntry entry = new AuditEntry(
                new AuditEntry.Actor("command", System.getProperty("user.name", "")), operation, target, null, "");
        UUID begun = log.begin(entry);
        int status = FAILED;
        try {
            T done = change.get();
            status = statusOf.applyAsInt(done);
            return done;
        } finally {
            log.end(begun, entry, status);
        }
    }
}
