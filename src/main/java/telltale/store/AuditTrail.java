package telltale.store;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.ImmutableBytes;

/**
 * The rows of the audit log, in chains: each row has a hash over its content and the hash of the row before it. Each node
 * writes a chain of its own, so that nodes do not wait for each other. Throws as in {@link Store}.
 */
public interface AuditTrail {
    /**
     * The content of a row.
     *
     * @param status of the answer; null in a row that is written before a change
     * @param begun the row that was written before the change that ended with this row; null otherwise
     */
    record Content(
            UUID id,
            Instant at,
            AuditEntry entry,
            @Nullable Integer status,
            @Nullable UUID begun) {}

    /** A row of a chain. */
    record ChainedRow(UUID chain, long sequence, Content content, ImmutableBytes hash) {}

    /**
     * The rows that a chain has.
     *
     * @param first the sequence of the first row
     * @param before the hash of the row before it
     * @param last the sequence of the last row; one less than {@code first} without rows
     * @param head the hash of the last row
     */
    record Extent(long first, ImmutableBytes before, long last, ImmutableBytes head) {
        /** The extent of a new chain. */
        public static final Extent EMPTY = new Extent(1, ImmutableBytes.NONE, 0, ImmutableBytes.NONE);
    }

    /** A chain. */
    record Chain(UUID id, Extent extent, ImmutableBytes seal) {}

    /** Computes keyed hashes, whose key the database does not have. */
    interface Seals {
        /** The hash of a row. */
        ImmutableBytes hash(ImmutableBytes before, UUID chain, long sequence, Content content);

        /** The seal of a chain's extent. */
        ImmutableBytes seal(UUID chain, Extent extent);

        /** Whether a chain has the seal of its extent. */
        default boolean isIntact(Chain chain) {
            return seal(chain.id(), chain.extent()).equals(chain.seal());
        }
    }

    /**
     * An operation.
     *
     * @param status null if it is unknown: the operation may have been interrupted
     */
    record Operation(
            UUID id, Instant at, AuditEntry entry, @Nullable Integer status) {}

    /** Receives all chains, and then their rows, ordered by chain and sequence. */
    interface Visitor {
        void chain(Chain chain);

        void row(ChainedRow row);
    }

    /**
     * Adds a row to the end of a chain, which is created if it is missing. A chain whose seal is wrong keeps that seal, so
     * that later rows do not hide what was changed.
     *
     * @return the row
     */
    ChainedRow append(UUID chain, Content content, Seals seals);

    /** The operations that a query selects, newest first. */
    List<Operation> find(AuditQuery query);

    /**
     * Deletes some rows at the beginning of each chain that are older than a time.
     *
     * @param limit the maximum number of rows of a chain
     * @return the number of deleted rows
     */
    int deleteBefore(Instant cutoff, int limit, Seals seals);

    /** Shows everything, as of one time, to a visitor. */
    void visit(Visitor visitor);
}
