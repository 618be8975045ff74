package telltale.web.api;

import static java.util.Comparator.comparingLong;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.model.EventKind;
import telltale.model.InvalidInputException;
import telltale.model.PrivacyProfile;
import telltale.model.VerdictClass;
import telltale.store.Figures;
import telltale.store.Metric;
import telltale.store.ReadCopy;
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
    private static final String PROFILE = CampaignProfiles.PARAMETER;
    private static final Set<String> FIELDS = Set.of("from", "to", "zone", "campaign", "compare", PROFILE);
    private static final Set<String> FIELDS_OF_CAMPAIGNS =
            Set.of("from", "to", "zone", "compare", PROFILE, "limit", "cursor");

    private final Store store;
    private final PrivacyProfile current;
    private final Clock clock;

    /** @param current the profile of new mail, which is named as long as there is none */
    public StatsApi(Store store, PrivacyProfile current, Clock clock) {
        this.store = store;
        this.current = current;
        this.clock = clock;
    }

    /** The figures of the whole range. */
    public Response totals(RoutedRequest request) {
        Query query = query(request);
        return query.table(
                List.of(),
                StatsRow.Whole::of,
                (statistics, range) -> statistics.spans(query.campaign, query.bounds(range)),
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
                (statistics, range) -> statistics.spans(query.campaign, quarters(granularity, range)),
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
        Map<String, String> urls =
                campaign == null ? Map.of() : store.statistics(current).destinations(campaign);
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
                (statistics, range) -> Optional.of(statistics.campaigns(range.fromQuarter(), range.toQuarter())),
                Metric.SEEN,
                name -> Map.of("campaign", name));
    }

    /** A page of rows, the one with the highest figure first. */
    private static Response pageByKey(
            Query query,
            List<String> columns,
            Function<Figures, Record> shape,
            Reader<Map<String, Figures>> reader,
            Metric order,
            Function<String, Map<String, Object>> columnsOf) {
        return query.page(
                columns,
                shape,
                reader,
                (now, before, same) -> keys(now, before, order).stream()
                        .map(key -> query.row(
                                columnsOf.apply(key), of(now, key), before == null ? null : of(before, key), same))
                        .toList());
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
                (statistics, range) -> statistics.spans(query.campaign, query.bounds(range)),
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
                (statistics, range) -> statistics.hoursOfWeek(query.campaign, range.periods(), StatsRow.OfHour.METRICS),
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
        String campaign = fields.read("campaign", Function.identity());
        List<PrivacyProfile> profiles = profiles(campaign);
        PrivacyProfile asked = CampaignProfiles.asked(fields);
        return new Query(
                request,
                fields,
                range,
                range.compared(fields),
                campaign,
                profiles,
                asked == null ? profiles : List.of(asked),
                groups);
    }

    /** The profiles of the mails of a campaign, or of all mail; the current one if there is no mail. */
    private List<PrivacyProfile> profiles(@Nullable String campaign) {
        Set<PrivacyProfile> found = campaign == null
                ? Arrays.stream(PrivacyProfile.values())
                        .filter(profile -> !store.statistics(profile).isEmpty())
                        .collect(Collectors.toSet())
                : store.messages().profiles(List.of(campaign)).getOrDefault(campaign, Set.of());
        return found.isEmpty() ? List.of(current) : found.stream().sorted().toList();
    }

    /** Reads figures of a range; empty if there is no such campaign. */
    @FunctionalInterface
    private interface Reader<T> {
        Optional<T> of(Statistics statistics, StatsRange range);
    }

    /** Makes rows of the figures in the range and, for a comparison, in the preceding one. */
    @FunctionalInterface
    private interface RowMaker<T> {
        List<StatsRow> rows(T now, @Nullable T before, Function<Figures, Record> shape);
    }

    /**
     * A query: a range, the one that it is compared with, and a campaign; null for all mail. Each profile asked for has rows of its
     * own, since each measures other people.
     */
    private final class Query {
        private final RoutedRequest request;
        private final Fields fields;
        private final StatsRange range;
        private final @Nullable StatsRange previous;
        private final @Nullable String campaign;
        private final List<PrivacyProfile> profiles;
        private final List<PrivacyProfile> asked;
        private final SmallGroups groups;

        private Query(
                RoutedRequest request,
                Fields fields,
                StatsRange range,
                @Nullable StatsRange previous,
                @Nullable String campaign,
                List<PrivacyProfile> profiles,
                List<PrivacyProfile> asked,
                SmallGroups groups) {
            this.request = request;
            this.fields = fields;
            this.range = range;
            this.previous = previous;
            this.campaign = campaign;
            this.profiles = profiles;
            this.asked = asked;
            this.groups = groups;
        }

        private List<Long> bounds(StatsRange of) {
            return List.of(of.fromQuarter(), of.toQuarter());
        }

        private Reader<Map<String, Figures>> reader(Dimension dimension) {
            return (statistics, of) -> statistics.keys(campaign, dimension, of.fromQuarter(), of.toQuarter());
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
                List<String> keys, Function<Figures, Record> shape, Reader<T> read, RowMaker<T> maker) {
            return rows(read, shape, maker)
                    .map(rows -> response(keys, shape, rows, null))
                    .orElseGet(Query::noCampaign);
        }

        /** A page of the rows; the first of the keys is unique among the rows of a profile. */
        private <T> Response page(
                List<String> keys, Function<Figures, Record> shape, Reader<T> read, RowMaker<T> maker) {
            int limit = fields.limit();
            String after = fields.read("cursor", Function.identity());
            Optional<List<StatsRow>> found = rows(read, shape, maker);
            if (found.isEmpty()) {
                return noCampaign();
            }
            List<StatsRow> rows = found.get();
            List<String> cursors =
                    rows.stream().map(row -> cursor(row, keys.get(0))).toList();
            int first = after == null ? 0 : cursors.indexOf(after) + 1;
            if (after != null && first == 0) {
                throw new InvalidInputException("cursor", "cursor is invalid: expected next of the previous page");
            }
            int end = Math.min(first + limit, rows.size());
            return response(keys, shape, rows.subList(first, end), end < rows.size() ? cursors.get(end - 1) : null);
        }

        private String cursor(StatsRow row, String key) {
            String value = String.valueOf(row.keys().get(key));
            return asked.size() == 1 ? value : row.keys().get(PROFILE) + ":" + value;
        }

        private static Response noCampaign() {
            return new Problem(Problem.Type.NOT_FOUND, "There is no campaign with this name.");
        }

        /** The rows of each profile asked for; empty if there is no such campaign. */
        private <T> Optional<List<StatsRow>> rows(Reader<T> read, Function<Figures, Record> shape, RowMaker<T> maker) {
            List<StatsRow> rows = new ArrayList<>();
            for (PrivacyProfile profile : asked) {
                Statistics statistics = groups.of(store.statistics(profile), clock);
                Optional<T> now = read.of(statistics, range);
                if (now.isEmpty()) {
                    return Optional.empty();
                }
                T before =
                        previous == null ? null : read.of(statistics, previous).orElse(null);
                maker.rows(now.get(), before, shape).forEach(row -> rows.add(row.with(PROFILE, profile.wireName())));
            }
            return Optional.of(rows);
        }

        private Optional<Long> copyAge() {
            return store.copy()
                    .map(ReadCopy::state)
                    .filter(ReadCopy.State::isUsed)
                    .flatMap(ReadCopy.State::age)
                    .map(age -> age.plusMillis(999).toSeconds());
        }

        private Response response(
                List<String> keys, Function<Figures, Record> shape, List<StatsRow> rows, @Nullable String next) {
            long uncounted = groups.shown(store.statistics(current).countUncounted(MAX_UNCOUNTED));
            return new StatsTable(
                            range.json(),
                            campaign,
                            profiles.stream().map(PrivacyProfile::wireName).toList(),
                            previous == null ? Optional.empty() : Optional.of(previous.json()),
                            groups.shown(store.judgements().countPending(MAX_UNCOUNTED)),
                            uncounted == 0 ? Optional.empty() : Optional.of(uncounted),
                            copyAge(),
                            rows,
                            Optional.ofNullable(next),
                            StatsTable.empty(
                                    Stream.concat(keys.stream(), Stream.of(PROFILE))
                                            .toList(),
                                    shape,
                                    previous != null))
                    .response(request);
        }
    }
}
