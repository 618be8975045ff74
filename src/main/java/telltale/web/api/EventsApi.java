package telltale.web.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import telltale.assessment.EventVerdicts;
import telltale.assessment.JudgedEvent;
import telltale.assessment.VerdictFilter;
import telltale.model.DeliveryId;
import telltale.model.EventKind;
import telltale.model.InvalidInputException;
import telltale.store.EventCursor;
import telltale.store.EventHistory;
import telltale.store.EventPage;
import telltale.store.EventQuery;
import telltale.web.http.Exports;
import telltale.web.http.Fields;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/**
 * {@code GET /api/v1/events}: a page of opens and clicks with their verdicts as JSON; as NDJSON or CSV all of them.
 */
public final class EventsApi {
    private static final Set<String> FIELDS =
            Set.of("from", "to", "campaign", "delivery", "kind", "class", "order", "limit", "cursor");
    /** Events of a part of an export. */
    private static final int EXPORT_PART = 500;
    /** Later times have another form, and do not fit into an id. */
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");
    /** Pages of events that are judged for one page of a class. */
    private static final int MAX_ROUNDS = 10;

    private final EventHistory history;
    private final EventVerdicts verdicts;
    private final Exports exports;
    private final ListExport.Layout<JudgedEvent> layout;

    public EventsApi(EventHistory history, EventVerdicts verdicts, Exports exports) {
        this.history = history;
        this.verdicts = verdicts;
        this.exports = exports;
        this.layout = new ListExport.Layout<>(
                "events",
                ListedEventJson.CSV_HEADER,
                judged -> ListedEventJson.of(judged, verdicts).cells(),
                judged -> line(judged, verdicts));
    }

    /** The JSON of an event on one line. */
    public static String line(JudgedEvent judged, EventVerdicts verdicts) {
        return ListedEventJson.line(judged, verdicts);
    }

    /** A page, or an export. */
    public Response list(RoutedRequest request) {
        Fields query = request.query(FIELDS);
        VerdictFilter filter = filter(query);
        ExportFormat format = ExportFormat.of(request);
        if (format == ExportFormat.JSON) {
            return page(query(query, query.limit()), filter);
        }
        ExportFormat.requireAll(query);
        return ListExport.response(
                request, exports, format, layout, query(query, EXPORT_PART), part -> exported(part, filter));
    }

    /** The verdicts that a query chooses. */
    static VerdictFilter filter(Fields query) {
        VerdictFilter filter = query.read("class", VerdictFilter::of);
        return filter == null ? VerdictFilter.ALL : filter;
    }

    /** The kind of event that a query chooses; null for all. */
    static @Nullable EventKind kind(Fields query) {
        return query.read("kind", name -> switch (name) {
            case "open" -> EventKind.OPEN;
            case "click" -> EventKind.CLICK;
            default -> throw new IllegalArgumentException("expected open or click");
        });
    }

    private static EventQuery query(Fields query, int limit) {
        Instant from = query.read("from", EventsApi::instant);
        Instant to = query.read("to", EventsApi::instant);
        if (from != null && to != null && !from.isBefore(to)) {
            throw new InvalidInputException("to", "to must be after from");
        }
        Boolean isOldestFirst = query.read("order", EventsApi::isOldestFirst);
        return new EventQuery(
                from,
                to,
                query.get("campaign"),
                query.read("delivery", DeliveryId::parse),
                kind(query),
                Boolean.TRUE.equals(isOldestFirst),
                query.read("cursor", EventCursor::parse),
                limit);
    }

    /** Parses a time from 1970 to 9999. */
    static Instant instant(String text) {
        try {
            Instant instant = OffsetDateTime.parse(text).toInstant();
            if (instant.isBefore(Instant.EPOCH) || !instant.isBefore(END)) {
                throw new IllegalArgumentException("expected a time from 1970 to 9999");
            }
            return instant;
        } catch (DateTimeException invalid) {
            throw new IllegalArgumentException("expected a time such as 2026-11-22T12:00:00Z", invalid);
        }
    }

    private static boolean isOldestFirst(String order) {
        return switch (order) {
            case "oldest" -> true;
            case "newest" -> false;
            default -> throw new IllegalArgumentException("expected newest or oldest");
        };
    }

    private Response page(EventQuery query, VerdictFilter filter) {
        List<ListedEventJson> listed = new ArrayList<>();
        EventQuery next = query;
        EventCursor cursor = null;
        for (int round = 0; round < MAX_ROUNDS; round++) {
            EventPage page = history.page(next);
            for (JudgedEvent judged : verdicts.judge(page.events())) {
                if (filter.accepts(judged.verdict())) {
                    listed.add(ListedEventJson.of(judged, verdicts));
                }
            }
            cursor = page.next();
            if (cursor == null
                    || listed.size() == query.limit()
                    || page.events().isEmpty()) {
                break;
            }
            next = query.after(cursor).limited(query.limit() - listed.size());
        }
        return Response.json(new Page(listed, cursor == null ? null : cursor.toString()));
    }

    private ListExport.Page<EventQuery, JudgedEvent> exported(EventQuery query, VerdictFilter filter) {
        EventPage page = history.page(query);
        EventCursor cursor = page.next();
        return new ListExport.Page<>(
                verdicts.judge(page.events()).stream()
                        .filter(judged -> filter.accepts(judged.verdict()))
                        .toList(),
                cursor == null ? null : query.after(cursor));
    }

    private record Page(
            List<ListedEventJson> events, @Nullable String next) {}
}
