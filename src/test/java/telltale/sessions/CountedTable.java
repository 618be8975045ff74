package telltale.sessions;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import telltale.model.ImmutableBytes;
import telltale.store.SessionTable;
import telltale.store.StoreUnavailableException;

/** Sessions in a database that can be made unavailable, with the number of queries for single ones. */
final class CountedTable implements SessionTable {
    final AtomicInteger lookUps = new AtomicInteger();
    volatile boolean isAvailable = true;
    private final SessionTable table;

    CountedTable(SessionTable table) {
        this.table = table;
    }

    private SessionTable reached() {
        if (!isAvailable) {
            throw new StoreUnavailableException("test", new IOException("unavailable"));
        }
        return table;
    }

    @Override
    public void add(StoredSession session) {
        reached().add(session);
    }

    @Override
    public Optional<StoredSession> find(ImmutableBytes hash) {
        lookUps.incrementAndGet();
        return reached().find(hash);
    }

    @Override
    public List<StoredSession> all() {
        return reached().all();
    }

    @Override
    public void end(List<UUID> sessions) {
        reached().end(sessions);
    }

    @Override
    public void noteUses(List<Use> uses) {
        reached().noteUses(uses);
    }

    @Override
    public void purge(Instant now, Instant usedBefore) {
        reached().purge(now, usedBefore);
    }

    @Override
    public void addCode(SignInCode code) {
        reached().addCode(code);
    }

    @Override
    public Optional<SignInCode> useCode(ImmutableBytes hash, Instant now) {
        return reached().useCode(hash, now);
    }
}
