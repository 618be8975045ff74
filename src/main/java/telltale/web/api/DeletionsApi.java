package telltale.web.api;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import telltale.store.DeletionLog;
import telltale.web.http.Fields;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/** {@code GET /api/v1/deletions}: how much was deleted because it was old, by the day and the kind of data. */
public final class DeletionsApi {
    private final DeletionLog log;

    public DeletionsApi(DeletionLog log) {
        this.log = log;
    }

    /** A page of days, newest first. */
    public Response list(RoutedRequest request) {
        Fields query = request.query("limit", "cursor");
        int limit = query.limit();
        LocalDate before = query.read("cursor", DayRange::day);
        Slice<DayJson> page = Slice.begin(
                log.days(before, limit + 1).stream().map(DayJson::of).toList(),
                limit,
                day -> day.day().toString());
        return Response.json(new Page(page.items(), page.next()));
    }

    private record Page(List<DayJson> deletions, @Nullable String next) {}

    private record DayJson(LocalDate day, Map<String, Long> rows) {
        static DayJson of(DeletionLog.Day day) {
            Map<String, Long> rows = new TreeMap<>();
            day.rows().forEach((kind, count) -> rows.put(kind.wireName(), count));
            return new DayJson(day.day(), rows);
        }
    }
}
