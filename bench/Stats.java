import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import telltale.store.Metric;
import telltale.store.Store;
import telltale.store.postgresql.PostgresStore;

/**
 * Measures how much slower the statistics are with a hundred times as many events: the same requests, in turn, to a server
 * with few and to one with many, on both databases. The events of a year and the counters that they lead to are inserted by
 * SQL, without the rows of mails, which statistics do not read: campaigns of a thousand mails for a million events, and ten
 * times as many campaigns, of ten times as many mails, for a hundred times as many events; one open for each mail and a click
 * for every fifth, spread over 30 hours.
 *
 * <p>{@code bench/run stats [requests of each kind] [few] [many] [sqlite|postgresql]}. The databases are built once.
 */
public final class Stats {
    private static final double MAX_RATIO = 1.3;
    private static final double MAX_MILLIS = 50;
    private static final int TURN = 20;
    private static final LocalDate FIRST = LocalDate.parse("2025-11-20");
    private static final int DAYS = 365;
    private static final int QUARTERS = 120;
    /** The dimension of links. */
    private static final int LINKS = 3;
    private static final List<String> TABLES = List.of("totals", "series", "providers", "clients", "links", "classes", "hours");

    private record Endpoint(String name, String path) {}

    /** A running server, and what it has. */
    record Side(String stored, ServerProcess server, Path home) {}

    public static void main(String[] arguments) throws Exception {
        int times = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 400;
        long few = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1_000_000;
        long many = arguments.length > 2 ? Long.parseLong(arguments[2]) : 100_000_000;
        String only = arguments.length > 3 ? arguments[3] : "";
        build(few, many, only);
        System.out.printf("%s%n%n", Machine.line());
        boolean reached = true;
        if (!only.equals("postgresql")) {
            Path small = sqlite(few);
            Path large = sqlite(many);
            reached &= compare("SQLite", times, side(few, ServerProcess.telltale(small), small), side(many, ServerProcess.telltale(large), large), MAX_RATIO);
        }
        if (!only.equals("sqlite")) {
            reached &= onPostgres(times, few, many);
        }
        if (!reached) {
            throw new BenchmarkException("Target missed: a ratio is above " + MAX_RATIO + ", or a p95 above " + MAX_MILLIS + " ms.");
        }
    }

    /** Builds all databases, so that building does not disturb measuring. */
    private static void build(long few, long many, String only) throws Exception {
        if (!only.equals("postgresql")) {
            sqlite(few);
            sqlite(many);
        }
        if (!only.equals("sqlite")) {
            try (Cluster cluster = Cluster.start()) {
                postgres(cluster, few);
                postgres(cluster, many);
            }
        }
    }

    private static boolean onPostgres(int times, long few, long many) throws Exception {
        Path built = sqlite(0);
        Path one = Homes.node(built);
        Path other = Homes.node(built);
        try (Cluster cluster = Cluster.start()) {
            Map<String, String> fewThere = cluster.settings(postgres(cluster, few));
            Map<String, String> manyThere = cluster.settings(postgres(cluster, many));
            return compare("PostgreSQL", times, side(few, ServerProcess.telltale(one, fewThere), one),
                    side(many, ServerProcess.telltale(other, manyThere), other), MAX_RATIO);
        } finally {
            Homes.delete(one);
            Homes.delete(other);
        }
    }

    private static Side side(long events, ServerProcess server, Path home) {
        return new Side("%,d events".formatted(events), server, home);
    }

    /** A home whose database has so many events. */
    static Path sqlite(long events) throws Exception {
        Path home = Machine.folder().resolve("schema-" + Homes.schema()).resolve(events + "-counted");
        if (Files.exists(home.resolve("complete"))) {
            return home;
        }
        Homes.delete(home);
        Files.createDirectories(home.getParent());
        Files.createDirectory(home, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        // Creates the keys and the database.
        ServerProcess.telltale(home).close();
        System.err.printf("Building %,d events in SQLite.%n", events);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("telltale.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("pragma synchronous = off");
            statement.execute("pragma cache_size = -200000");
            connection.setAutoCommit(false);
            fill(connection, statement, events, false);
            connection.commit();
        }
        Files.createFile(home.resolve("complete"));
        return home;
    }

    /** A database with so many events. */
    static String postgres(Cluster cluster, long events) throws Exception {
        String database = "counted_" + events;
        if (!cluster.text("postgres", "select count(*) from pg_database where datname = '" + database + "'").equals("0")) {
            return database;
        }
        String filling = cluster.empty();
        try (Store store = PostgresStore.open(cluster.connections(filling), UUID.randomUUID(), (joined, secrets) -> {})) {
            store.health();
        }
        fill(cluster, filling, events);
        cluster.execute("postgres", "alter database " + filling + " rename to " + database);
        return database;
    }

    /** Fills a database that has its tables, and no events. */
    static void fill(Cluster cluster, String database, long events) throws Exception {
        System.err.printf("Building %,d events in PostgreSQL.%n", events);
        try (Connection connection = cluster.connect(database);
                Statement statement = connection.createStatement()) {
            // The new tables have no statistics for the planner yet, and sums need the index.
            statement.execute("set search_path to telltale; set synchronous_commit to off; set enable_seqscan to off; set jit to off");
            fill(connection, statement, events, true);
            statement.execute("vacuum analyze");
        }
    }

    /** Inserts campaign after campaign, spread over the year. */
    private static void fill(Connection connection, Statement statement, long events, boolean isPostgres) throws Exception {
        long campaigns = Math.round(Math.sqrt(events / 1.44));
        long mails = campaigns == 0 ? 0 : events * 5 / 6 / campaigns;
        statement.execute("insert into clients (agent, flags, verdict, used) values ('bench', 0, '', 0)");
        long first = FIRST.toEpochDay() * 96;
        Map<String, long[]> allMail = new HashMap<>();
        for (long campaign = 0; campaign < campaigns; campaign++) {
            long start = first + campaign * (DAYS - 2) * 96L / campaigns;
            insertEvents(statement, campaign * mails, mails, start * 900_000, isPostgres);
            statement.execute("insert into campaigns (name) values ('newsletter-" + campaign + "')");
            insertCounters(statement, campaign + 1, mails, start, allMail);
            if (campaign % 20 == 19 && !connection.getAutoCommit()) {
                connection.commit();
            }
            if (campaign % 500 == 499) {
                System.err.printf("  %,d of %,d campaigns%n", campaign + 1, campaigns);
            }
        }
        insertAllMail(statement, allMail);
    }

    /** The rows of the events: opens of all mails and clicks of every fifth, in the quarter hours after the campaign's start. */
    private static void insertEvents(Statement statement, long mail, long mails, long millis, boolean isPostgres) throws Exception {
        long events = mails + mails / 5;
        long interval = QUARTERS * 900_000L / events;
        if (isPostgres) {
            statement.execute("""
                    insert into events (id, delivery, prefix, client, link, network, kind)
                    select (lpad(to_hex(%1$d + i * %5$d), 12, '0') || '7' || lpad(to_hex(i %% 4096), 3, '0') || '8' || lpad(to_hex(%2$d + i), 15, '0'))::uuid,
                        %2$d + i %% %3$d + 1, 0, 1, case when i < %3$d then null else 1 + i %% 10 end, 1, case when i < %3$d then 1 else 3 end
                    from generate_series(0, %4$d) as i""".formatted(millis, mail, mails, events - 1, interval));
        } else {
            statement.execute("""
                    with recursive n (i) as (values (0) union all select i + 1 from n where i < %4$d)
                    insert into events (id_high, id_low, delivery, previous, client, network, prefix, kind, link)
                    select ((%1$d + i * %5$d) << 16) + 28672, %2$d + i, %2$d + i %% %3$d + 1, 0, 1, 1, 0, iif(i < %3$d, 1, 3), iif(i < %3$d, 0, 1 + i %% 10)
                    from n""".formatted(millis, mail, mails, events - 1, interval));
        }
    }

    /** The counters of a campaign: its mails in the first hour, its events in 30 hours. Adds them to those of all mail. */
    private static void insertCounters(Statement statement, long campaign, long all, long start, Map<String, long[]> allMail) throws Exception {
        long opens = all / QUARTERS;
        long clicks = all / 5 / QUARTERS;
        insertQuarters(statement, campaign, start, start + 4, cells(all / 4, opens, clicks), allMail);
        insertQuarters(statement, campaign, start + 4, start + QUARTERS, cells(0, opens, clicks), allMail);
        add(statement, sums("campaign = " + campaign + " and level = 0", "campaign", 96, 2));
        add(statement, sums("campaign = " + campaign + " and level = 0 and dimension = 0", "campaign", 4, 1));
    }

    /** The counters of a quarter hour. */
    private record Cell(int dimension, String key, long[] counts) {
        String row() {
            return "(" + dimension + ", '" + key + "', " + Arrays.stream(counts).mapToObj(String::valueOf).collect(Collectors.joining(", ")) + ")";
        }
    }

    private static List<Cell> cells(long mails, long opens, long clicks) {
        List<Cell> cells = new ArrayList<>();
        cells.add(new Cell(0, "", counts(mails, opens, clicks)));
        for (String provider : List.of("google", "microsoft", "apple", "yahoo", "other")) {
            cells.add(new Cell(1, provider, counts(mails / 5, opens / 5, clicks / 5)));
        }
        for (int client = 0; client < 8; client++) {
            cells.add(new Cell(2, "Client " + client, counts(0, opens / 8, clicks / 8)));
        }
        for (int link = 0; link < 6; link++) {
            cells.add(new Cell(LINKS, "link" + link, counts(0, 0, clicks / 6)));
        }
        return cells;
    }

    private static void insertQuarters(
            Statement statement, long campaign, long from, long to, List<Cell> cells, Map<String, long[]> allMail) throws Exception {
        String columns = Metric.ALL.stream().map(Metric::column).collect(Collectors.joining(", "));
        add(statement, "with recursive quarter (time) as (select " + from + " union all select time + 1 from quarter where time < " + (to - 1)
                + "), cell (dimension, key, " + columns + ") as (values " + cells.stream().map(Cell::row).collect(Collectors.joining(", "))
                + ") select " + campaign + ", dimension, 0, time, key, 0, " + columns + " from quarter cross join cell");
        for (long quarter = from; quarter < to; quarter++) {
            for (Cell cell : cells) {
                // All links together are counted by their hosts.
                String key = cell.dimension() == LINKS ? "host" + (campaign * 10 + cell.key().charAt(4)) % 40 + ".example" : cell.key();
                addTo(allMail, quarter + ", " + cell.dimension() + ", '" + key + "'", cell.counts());
            }
        }
    }

    private static void addTo(Map<String, long[]> allMail, String key, long[] counts) {
        long[] sum = allMail.computeIfAbsent(key, any -> new long[counts.length]);
        for (int i = 0; i < counts.length; i++) {
            sum[i] += counts[i];
        }
    }

    private static long[] counts(long mails, long opens, long clicks) {
        Map<Metric, Long> figures = Map.of(
                Metric.ACCEPTED, mails,
                Metric.DELIVERED, mails,
                Metric.SEEN, opens / 2,
                Metric.CLICKED, clicks,
                Metric.OPEN_HUMAN_DIRECT, opens / 2,
                Metric.OPEN_PREFETCH, opens - opens / 2,
                Metric.CLICK_HUMAN_DIRECT, clicks);
        return Metric.ALL.stream().mapToLong(metric -> figures.getOrDefault(metric, 0L)).toArray();
    }

    /** The counters of all mail: summed while the campaigns were inserted, since their table has no index on time. */
    private static void insertAllMail(Statement statement, Map<String, long[]> allMail) throws Exception {
        List<String> rows = new ArrayList<>();
        for (Map.Entry<String, long[]> cell : allMail.entrySet()) {
            rows.add("(" + cell.getKey() + ", " + Arrays.stream(cell.getValue()).mapToObj(String::valueOf).collect(Collectors.joining(", ")) + ")");
            if (rows.size() == 500) {
                insertAllMail(statement, rows);
                rows.clear();
            }
        }
        insertAllMail(statement, rows);
        add(statement, sums("campaign = -1 and level = 0", "-1", 96, 2));
        add(statement, sums("campaign = -1 and level = 0 and dimension = 0", "-1", 4, 1));
    }

    private static void insertAllMail(Statement statement, List<String> rows) throws Exception {
        if (!rows.isEmpty()) {
            String columns = Metric.ALL.stream().map(Metric::column).collect(Collectors.joining(", "));
            add(statement, "with cell (time, dimension, key, " + columns + ") as (values " + String.join(", ", rows)
                    + ") select -1, dimension, 0, time, key, 0, " + columns + " from cell");
        }
    }

    private static String sums(String condition, String campaign, int quarters, int level) {
        return "select " + campaign + ", dimension, " + level + ", time / " + quarters + ", key, 0, "
                + Metric.ALL.stream().map(metric -> "sum(" + metric.column() + ")").collect(Collectors.joining(", "))
                + " from statistics where " + condition + " group by 1, 2, 3, 4, 5";
    }

    private static void add(Statement statement, String rows) throws Exception {
        String columns = Metric.ALL.stream().map(Metric::column).collect(Collectors.joining(", "));
        statement.execute("insert into statistics (campaign, dimension, level, time, key, shard, " + columns + ") " + rows);
    }

    /**
     * Asks both servers in turn, prints a row for each table, and stops the servers.
     *
     * @return whether each p95 of the second is at most so many times that of the first, and at most 50 ms
     */
    static boolean compare(String database, int times, Side one, Side other, double maxRatio) throws Exception {
        boolean reached = true;
        try (one.server;
                other.server) {
            System.out.printf("| %s, %,d requests, ms | p50 of %s | p95 | p50 of %s | p95 | ratio |%n", database, times, one.stored, other.stored);
            System.out.println("| --- | ---: | ---: | ---: | ---: | ---: |");
            Client small = new Client(one.server.port(), one.home);
            Client large = new Client(other.server.port(), other.home);
            for (Endpoint endpoint : endpoints()) {
                reached &= row(endpoint, times, small, large, maxRatio);
            }
            System.out.println();
        }
        return reached;
    }

    /** Each table of a year of all mail, by the days of a zone at a quarter hour, and of one campaign in 30 days. */
    private static List<Endpoint> endpoints() {
        String year = "?from=" + FIRST + "&to=" + FIRST.plusDays(DAYS - 1);
        List<Endpoint> endpoints = new ArrayList<>();
        for (String table : TABLES) {
            endpoints.add(new Endpoint(table + ", a year", table + year));
            endpoints.add(new Endpoint(table + ", a year in Kathmandu", table + year + "&zone=Asia/Kathmandu"));
        }
        for (String table : TABLES) {
            endpoints.add(new Endpoint(table + ", a campaign", table + "?campaign=newsletter-0&from=" + FIRST + "&to=" + FIRST.plusDays(29)));
        }
        return endpoints;
    }

    private static boolean row(Endpoint endpoint, int times, Client few, Client many, double maxRatio) throws Exception {
        Map<Client, List<Double>> millis = new LinkedHashMap<>(Map.of(few, new ArrayList<>(), many, new ArrayList<>()));
        for (int turn = -TURN * 2; turn < times; turn += TURN) {
            for (Client client : List.of(few, many)) {
                for (int i = turn; i < turn + TURN; i++) {
                    long start = System.nanoTime();
                    client.get(endpoint.path());
                    if (i >= 0) {
                        millis.get(client).add((System.nanoTime() - start) / 1e6);
                    }
                }
            }
        }
        Figures fewMillis = Figures.of(millis.get(few));
        Figures manyMillis = Figures.of(millis.get(many));
        System.out.printf("| %s | %.2f | %.2f | %.2f | %.2f | %s |%n", endpoint.name(), fewMillis.median(), fewMillis.at(0.95),
                manyMillis.median(), manyMillis.at(0.95), Figures.ratio(manyMillis.at(0.95), fewMillis.at(0.95)));
        return manyMillis.at(0.95) <= maxRatio * fewMillis.at(0.95) && manyMillis.at(0.95) <= MAX_MILLIS;
    }

    /** A client of one server, with its key and one connection. */
    private static final class Client {
        private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private final String base;
        private final String key;

        Client(int port, Path home) throws java.io.IOException {
            this.base = "http://127.0.0.1:" + port + "/app/api/v1/stats/";
            this.key = Files.readString(home.resolve("key")).strip();
        }

        void get(String path) throws java.io.IOException, InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(URI.create(base + path)).header("Authorization", "Bearer " + key).build();
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new BenchmarkException(path + " is answered by " + response.statusCode() + ": " + response.body());
            }
        }
    }
}
