package telltale.audit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.ImmutableBytes;
import telltale.store.AuditTrail;
import telltale.store.AuditTrail.Chain;
import telltale.store.AuditTrail.ChainedRow;
import telltale.store.AuditTrail.Extent;

/** Recomputes all chains of the audit log, and finds the first fault. */
final class AuditVerifier implements AuditTrail.Visitor {
    private final AuditTrail.Seals seals;
    private final Map<UUID, AuditHead> heads;
    private final Map<UUID, Progress> chains = new LinkedHashMap<>();
    private long rows;
    private AuditVerification.@Nullable Fault fault;

    /** How far a chain was verified. */
    private record Progress(Extent extent, long last, ImmutableBytes hash) {}

    /** @param heads the ends of chains that are known from outside of the database */
    AuditVerifier(AuditTrail.Seals seals, Map<UUID, AuditHead> heads) {
        this.seals = seals;
        this.heads = heads;
    }

    @Override
    public void chain(Chain chain) {
        Extent extent = chain.extent();
        chains.put(chain.id(), new Progress(extent, extent.first() - 1, extent.before()));
        if (!seals.isIntact(chain)) {
            report(chain.id(), extent.last(), null, "Where the chain begins or ends was changed.");
        }
    }

    @Override
    public void row(ChainedRow row) {
        rows++;
        UUID id = row.content().id();
        Progress before = chains.get(row.chain());
        if (before == null) {
            report(row.chain(), row.sequence(), id, "The description of the chain is missing.");
            return;
        }
        long expected = before.last() + 1;
        if (row.sequence() != expected) {
            report(row.chain(), expected, null, "The row is missing.");
        } else if (!seals.hash(before.hash(), row.chain(), expected, row.content())
                .equals(row.hash())) {
            report(row.chain(), expected, id, "The row was changed, or the row before it.");
        }
        compare(row.chain(), row.sequence(), row.hash());
        chains.put(row.chain(), new Progress(before.extent(), row.sequence(), row.hash()));
    }

    private void compare(UUID chain, long sequence, ImmutableBytes hash) {
        AuditHead head = heads.get(chain);
        if (head != null && head.sequence() == sequence && !head.hash().equals(hash)) {
            report(chain, sequence, null, "The row is not the one that this node wrote.");
        }
    }

    /** The result, when everything was visited. */
    AuditVerification result() {
        chains.forEach((id, progress) -> {
            Extent extent = progress.extent();
            if (progress.last() < extent.last()) {
                report(id, progress.last() + 1, null, "The row is missing at the end of the chain.");
            } else if (!progress.hash().equals(extent.head())) {
                report(id, progress.last(), null, "The end of the chain was changed.");
            }
        });
        heads.forEach((id, head) -> {
            Progress progress = chains.get(id);
            if (progress == null || progress.last() < head.sequence()) {
                report(
                        id,
                        progress == null ? 1 : progress.last() + 1,
                        null,
                        "The row is missing: this node has written more rows.");
            }
        });
        return new AuditVerification(chains.size(), rows, fault);
    }

    private void report(UUID chain, long sequence, @Nullable UUID row, String reason) {
        if (fault == null) {
            fault = new AuditVerification.Fault(chain, sequence, row, reason);
        }
    }
}
