package telltale.store.sharded;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import telltale.store.EventCursor;
import telltale.store.EventHistory;
import telltale.store.EventPage;
import telltale.store.EventQuery;
import telltale.store.StoredEvent;

/** The events in several databases by time, which the ids of events begin with. */
final class ShardedHistory implements EventHistory {
    private final ShardSet shards;

    ShardedHistory(ShardSet shards) {
        this.shards = shards;
    }

    @Override
    public EventPage page(EventQuery query) {
        if (query.delivery() != null) {
            return shards.at(
                    query.delivery().value(), store -> store.eventHistory().page(query));
        }
        List<EventPage> pages = List.copyOf(
                shards.readEach(store -> store.eventHistory().page(query)).values());
        Comparator<UUID> order = query.isOldestFirst() ? Comparator.naturalOrder() : Comparator.reverseOrder();
        // An unread event of a page may come before those of other pages that are after its end.
        Optional<UUID> end = pages.stream()
                .map(EventPage::next)
                .filter(Objects::nonNull)
                .map(EventCursor::id)
                .min(order);
        List<StoredEvent> known = pages.stream()
                .flatMap(page -> page.events().stream())
                .filter(event -> end.isEmpty() || order.compare(id(event), end.get()) <= 0)
                .sorted(Comparator.comparing(ShardedHistory::id, order))
                .toList();
        return known.size() > query.limit()
                ? EventPage.of(known, query.limit(), event -> EventCursor.of(id(event)))
                : new EventPage(known, end.map(EventCursor::of).orElse(null));
    }

    private static UUID id(StoredEvent stored) {
        return stored.event().id();
    }
}
