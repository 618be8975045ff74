package telltale.web.api;

import static java.util.Comparator.comparingLong;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import telltale.model.EventKind;
import telltale.model.InvalidInputException;
import telltale.model.VerdictClass;
import telltale.store.Figures;
import telltale.store.Metric;
import telltale.store.Statistics;
import telltale.store.Statistics.Dimension;
import telltale.store.Store;
import telltale.store.Tally;
import telltale.web.http.Fields;
import telltale.web.http.Problem;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/** {@code GET /api/v1/stats/…}: the statistics of a campaign or of all mail; see docs/STATISTICS.md. */
public final class StatsApi {
    /** Counting more would take long without benefit. */
    private static final long MAX_UNCOUNTED = 100_000;
    /** The maximum number of spans of a series. */
    private static final int MAX_SPANS = 2_000;
    /** The maximum number of days whose hours are summed. */
    private static final int MAX_DAYS_OF_HOURS = 400;

    private static final int HOURS_PER_DAY = 24;
    private static final int HOURS_PER_WEEK = 7 * HOURS_PER_DAY;
    private static final Set<String> FIELDS = Set.of("from", "to", "zone", "campaign", "compare");
    private static final Set<String> FIELDS_OF_CAMPAIGNS = Set.of("from", "to", "zone", "compare", "limit", "cursor");

    private final Store store;
    private final Clock clock;

    public StatsApi(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** The figures of the whole range. */
    public Response totals(RoutedRequest request) {
        Query query = query(request);
        return query.table(
                List.of(),
                StatsRow.Whole::of,
                range -> query.statistics.spans(query.campaign, query.bounds(range)),
                (now, before, shape) -> List.of(query.row(Map.of(), now.get(0), first(before), shape)));
    }

    private static @Nullable Figures first(@Nullable List<Figures> figures) {
        return figures == null ? null : figures.get(0);
    }

    /** The figures of each hour, day, week or month of the range. */
    public Response series(RoutedRequest request) {
        Query query = query(request, "granularity");
        Granularity given = query.fields.read("granularity", Granularity::ofWireName);
        Granularity granularity = given == null ? Granularity.DAY : given;
        List<Instant> bounds = granularity.bounds(query.range.from(), query.range.to(), query.range.zone());
        if (bounds.size() > MAX_SPANS + 1) {
            throw new InvalidInputException(
                    "granularity", "the range has more than " + MAX_SPANS + " spans of this granularity");
        }
        return query.table(
                List.of("from", "to"),
                StatsRow.Whole::of,
                range -> query.statistics.spans(query.campaign, quarters(granularity, range)),
                (now, before, shape) -> IntStream.range(0, now.size())
                        .mapToObj(i -> query.row(
                                query.span(bounds.get(i), bounds.get(i + 1)), now.get(i), at(before, i), shape))
                        .toList());
    }

    private static List<Long> quarters(Granularity granularity, StatsRange range) {
        return granularity.bounds(range.from(), range.to(), range.zone()).stream()
                .map(Tally::quarter)
                .toList();
    }

    /** The preceding range may have fewer spans, such as days in a shorter month. */
    private static @Nullable Figures at(@Nullable List<Figures> figures, int i) {
        return figures == null ? null : i < figures.size() ? figures.get(i) : Figures.NONE;
    }

    /** The figures of each provider of mailboxes. */
    public Response providers(RoutedRequest request) {
        return byKey(query(request), Dimension.PROVIDER, StatsRow.Whole::of, Metric.ACCEPTED, "provider");
    }

    /** The figures of each family of clients. */
    public Response clients(RoutedRequest request) {
        return byKey(query(request), Dimension.CLIENT, StatsRow.OfClient::of, Metric.SEEN, "client");
    }

    private Response byKey(
            Query query, Dimension dimension, Function<Figures, Record> shape, Metric order, String name) {
        return query.table(
                List.of(name),
                shape,
                query.reader(dimension),
                (now, before, same) -> keys(now, before, order).stream()
                        .map(key -> query.row(
                                Map.of(name, key), of(now, key), before == null ? null : of(before, key), same))
                        .toList());
    }

    private static Figures of(Map<String, Figures> figures, String key) {
        return figures.getOrDefault(key, Figures.NONE);
    }

    /** The keys of both ranges, the one with the highest figure first; of equal ones, the one with most deliveries. */
    private static List<String> keys(Map<String, Figures> now, @Nullable Map<String, Figures> before, Metric order) {
        Set<String> all = new HashSet<>(now.keySet());
        all.addAll(before == null ? Set.of() : before.keySet());
        return all.stream()
                .sorted(comparingLong((String key) -> -of(now, key).get(order))
                        .thenComparingLong(key -> -of(now, key).get(Metric.ACCEPTED))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /** The clicks on each link of a campaign; of all mail, on the links to each host. */
    public Response links(RoutedRequest request) {
        Query query = query(request, "limit", "cursor");
        String campaign = query.campaign;
        Map<String, String> urls = campaign == null ? Map.of() : query.statistics.destinations(campaign);
        return pageByKey(
                query,
                campaign == null ? List.of("host") : List.of("link", "url"),
                StatsRow.OfLink::of,
                query.reader(Dimension.LINK),
                Metric.CLICKED,
                key -> link(campaign, key, urls));
    }

    /** The figures of each of the newest campaigns. */
    public Response campaigns(RoutedRequest request) {
        Query query = query(request, FIELDS_OF_CAMPAIGNS);
        return pageByKey(
                query,
                List.of("campaign"),
                StatsRow.Whole::of,
                range -> Optional.of(query.statistics.campaigns(range.fromQuarter(), range.toQuarter())),
                Metric.SEEN,
                name -> Map.of("campaign", name));
    }

    /** A page of rows, the one with the highest figure first. */
    private static Response pageByKey(
            Query query,
            List<String> columns,
            Function<Figures, Record> shape,
            Function<StatsRange, Optional<Map<String, Figures>>> reader,
            Metric order,
            Function<String, Map<String, Object>> columnsOf) {
        int limit = query.fields.limit();
        String after = query.fields.read("cursor", Function.identity());
        return query.page(columns, shape, reader, (now, before, same) -> {
            List<String> rest = after(keys(now, before, order), after);
            List<String> page = rest.subList(0, Math.min(limit, rest.size()));
            List<StatsRow> rows = page.stream()
                    .map(key -> query.row(
                            columnsOf.apply(key), of(now, key), before == null ? null : of(before, key), same))
                    .toList();
            return new Rows(rows, page.size() < rest.size() ? page.get(limit - 1) : null);
        });
    }

    private static List<String> after(List<String> keys, @Nullable String cursor) {
        int at = cursor == null ? -1 : keys.indexOf(cursor);
        if (cursor != null && at < 0) {
            throw new InvalidInputException("cursor", "cursor is invalid: expected next of the previous page");
        }
        return keys.subList(at + 1, keys.size());
    }

    private static Map<String, Object> link(@Nullable String campaign, String key, Map<String, String> urls) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put(campaign == null ? "host" : "link", key);
        if (campaign != null) {
            keys.put("url", urls.getOrDefault(key, ""));
        }
        return keys;
    }

    /** The opens and clicks of each class. */
    public Response classes(RoutedRequest request) {
        Query query = query(request);
        return query.table(
                List.of("class", "by"),
                figures -> new StatsRow.OfClass(0, 0),
                range -> query.statistics.spans(query.campaign, query.bounds(range)),
                (now, before, shape) -> classes(query, now.get(0), first(before)));
    }

    private static List<StatsRow> classes(Query query, Figures now, @Nullable Figures before) {
        List<StatsRow> rows = new ArrayList<>();
        for (VerdictClass type : VerdictClass.values()) {
            String by = type.isPerson() ? "people" : type.isMachine() ? "machines" : "unknown";
            rows.add(query.classRow(type.wireName(), by, kind -> Metric.of(kind, type), now, before));
        }
        rows.add(query.classRow("repeated", "repeated", Metric::repeated, now, before));
        rows.add(query.classRow("unjudged", "unjudged", Metric::unjudged, now, before));
        return rows;
    }

    /** What people did in each hour of the week. */
    public Response hours(RoutedRequest request) {
        Query query = query(request);
        if (query.range.isLongerThan(MAX_DAYS_OF_HOURS)) {
            throw new InvalidInputException("from", "the range is limited to " + MAX_DAYS_OF_HOURS + " days");
        }
        return query.table(
                List.of("weekday", "hour"),
                StatsRow.OfHour::of,
                range -> query.statistics.hoursOfWeek(query.campaign, range.periods(), StatsRow.OfHour.METRICS),
                (now, before, shape) -> IntStream.range(0, HOURS_PER_WEEK)
                        .mapToObj(hour -> query.row(
                                hour(hour), ofHour(now, hour), before == null ? null : ofHour(before, hour), shape))
                        .toList());
    }

    private static Figures ofHour(Map<Integer, Figures> figures, int hour) {
        return figures.getOrDefault(hour, Figures.NONE);
    }

    private static Map<String, Object> hour(int hourOfWeek) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("weekday", hourOfWeek / HOURS_PER_DAY + 1);
        keys.put("hour", hourOfWeek % HOURS_PER_DAY);
        return keys;
    }

    private Query query(RoutedRequest request, String... more) {
        Set<String> known = new HashSet<>(FIELDS);
        known.addAll(List.of(more));
        return query(request, known);
    }

    private Query query(RoutedRequest request, Set<String> known) {
        Fields fields = request.query(known);
        SmallGroups groups = SmallGroups.of(request);
        StatsRange range = StatsRange.read(fields, clock, groups.onlyZone());
        return new Query(
                request, fields, range, range.compared(fields), fields.read("campaign", Function.identity()), groups);
    }

    /** The rows of a page, and the cursor of the next one. */
    private record Rows(List<StatsRow> rows, @Nullable String next) {}

    /** Makes rows of the figures in the range and, for a comparison, in the preceding one. */
    @FunctionalInterface
    private interface RowMaker<T, R> {
        R rows(T now, @Nullable T before, Function<Figures, Record> shape);
    }

    /** A query: a range, the one that it is compared with, and a campaign; null for all mail. */
    private final class Query {
        private final RoutedRequest request;
        private final Fields fields;
        private final StatsRange range;
        private final @Nullable StatsRange previous;
        private final @Nullable String campaign;
        private final SmallGroups groups;
        private final Statistics statistics;

        private Query(
                RoutedRequest request,
                Fields fields,
                StatsRange range,
                @Nullable StatsRange previous,
                @Nullable String campaign,
                SmallGroups groups) {
            this.request = request;
            this.fields = fields;
            this.range = range;
            this.previous = previous;
            this.campaign = campaign;
            this.groups = groups;
            this.statistics = groups.of(store.statistics(), clock);
        }

        private List<Long> bounds(StatsRange of) {
            return List.of(of.fromQuarter(), of.toQuarter());
        }

        private Function<StatsRange, Optional<Map<String, Figures>>> reader(Dimension dimension) {
            return of -> statistics.keys(campaign, dimension, of.fromQuarter(), of.toQuarter());
        }

        private Map<String, Object> span(Instant from, Instant to) {
            Map<String, Object> keys = new LinkedHashMap<>();
            keys.put("from", range.local(from));
            keys.put("to", range.local(to));
            return keys;
        }

        private StatsRow row(
                Map<String, Object> keys, Figures now, @Nullable Figures before, Function<Figures, Record> shape) {
            return StatsRow.of(keys, now, before, shape, groups);
        }

        private StatsRow classRow(
                String name, String by, Function<EventKind, Metric> metric, Figures now, @Nullable Figures before) {
            Map<String, Object> keys = new LinkedHashMap<>();
            keys.put("class", name);
            keys.put("by", by);
            Function<Figures, Record> shape = figures -> new StatsRow.OfClass(
                    figures.get(metric.apply(EventKind.OPEN)), figures.get(metric.apply(EventKind.CLICK)));
            return row(keys, now, before, shape);
        }

        private <T> Response table(
                List<String> keys,
                Function<Figures, Record> shape,
                Function<StatsRange, Optional<T>> read,
                RowMaker<T, List<StatsRow>> maker) {
            return page(keys, shape, read, (now, before, same) -> new Rows(maker.rows(now, before, same), null));
        }

        private <T> Response page(
                List<String> keys,
                Function<Figures, Record> shape,
                Function<StatsRange, Optional<T>> read,
                RowMaker<T, Rows> maker) {
            Optional<T> now = read.apply(range);
            if (now.isEmpty()) {
                return new Problem(Problem.Type.NOT_FOUND, "There is no campaign with this name.");
            }
            StatsRange compared = previous;
            T before = compared == null ? null : read.apply(compared).orElse(null);
            Rows rows = maker.rows(now.get(), before, shape);
            long uncounted = statistics.countUncounted(MAX_UNCOUNTED);
            return new StatsTable(
                            range.json(),
                            campaign,
                            compared == null ? Optional.empty() : Optional.of(compared.json()),
                            groups.shown(store.judgements().countPending(MAX_UNCOUNTED)),
                            uncounted == 0 ? Optional.empty() : Optional.of(uncounted),
                            rows.rows,
                            Optional.ofNullable(rows.next),
                            StatsTable.empty(keys, shape, compared != null))
                    .response(request);
        }
    }
}
