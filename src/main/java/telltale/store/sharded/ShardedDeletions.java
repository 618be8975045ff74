package telltale.store.sharded;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import telltale.model.DataKind;
import telltale.store.DeletionLog;

/** What was deleted in several databases: the sum of each day. */
final class ShardedDeletions implements DeletionLog {
    private final ShardSet shards;

    ShardedDeletions(ShardSet shards) {
        this.shards = shards;
    }

    @Override
    public List<Day> days(@Nullable LocalDate before, int limit) {
        List<List<Day>> parts = List.copyOf(
                shards.readEach(store -> store.deletions().days(before, limit)).values());
        // A database with that many days may have deleted something on earlier ones, too.
        Optional<LocalDate> oldest = parts.stream()
                .filter(part -> part.size() == limit)
                .map(part -> part.get(limit - 1).day())
                .max(Comparator.naturalOrder());
        Map<LocalDate, Map<DataKind, Long>> sums = new TreeMap<>(Comparator.reverseOrder());
        for (List<Day> part : parts) {
            for (Day day : part) {
                Map<DataKind, Long> sum = sums.computeIfAbsent(day.day(), any -> new EnumMap<>(DataKind.class));
                day.rows().forEach((kind, rows) -> sum.merge(kind, rows, Long::sum));
            }
        }
        return sums.entrySet().stream()
                .filter(day -> oldest.isEmpty() || !day.getKey().isBefore(oldest.get()))
                .limit(limit)
                .map(day -> new Day(day.getKey(), day.getValue()))
                .toList();
    }
}
