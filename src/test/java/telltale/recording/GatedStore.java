package telltale.recording;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.Outcome;
import telltale.store.Appended;
import telltale.store.DeliveryPage;
import telltale.store.DeliveryQuery;
import telltale.store.Store;
import telltale.store.StoreHealth;
import telltale.store.StoreUnavailable;

/** A store for events alone that commits when its test lets it, and fails when its test wants that. */
final class GatedStore implements Store {
    /** A batch commits for each permit. */
    final Semaphore commits = new Semaphore(0);

    private final List<List<Event>> batches = new ArrayList<>();
    private volatile boolean away;

    void goAway() {
        away = true;
    }

    void comeBack() {
        away = false;
    }

    synchronized List<List<Event>> batches() {
        return List.copyOf(batches);
    }

    @Override
    public Appended append(List<Event> events) {
        commits.acquireUninterruptibly();
        if (away) {
            throw new StoreUnavailable("storing events", new IllegalStateException("the test says so"));
        }
        synchronized (this) {
            batches.add(List.copyOf(events));
        }
        return new Appended(events.size(), 0);
    }

    @Override
    public void insert(Delivery delivery) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void finish(DeliveryId delivery, Outcome outcome) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int failInterrupted(String detail) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Delivery> delivery(DeliveryId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public DeliveryPage deliveries(DeliveryQuery query) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Event> events(DeliveryId delivery, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Long> eventCounts(List<DeliveryId> deliveries) {
        throw new UnsupportedOperationException();
    }

    @Override
    public StoreHealth health() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
