package telltale.store;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import telltale.model.DataKind;

/** How much was deleted or reduced because it was old: numbers, which name nobody. Each is written in the transaction that deletes. */
public interface DeletionLog {
    /** What was deleted on a day (UTC). */
    record Day(LocalDate day, Map<DataKind, Long> rows) {
        public Day {
            rows = Map.copyOf(rows);
        }
    }

    /**
     * The days on which something was deleted, newest first.
     *
     * @param before the day before which they begin, or null for the newest
     */
    List<Day> days(@Nullable LocalDate before, int limit);
}
