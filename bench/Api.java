import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;

/**
 * Measures how much slower the API is with thirty times as many events: the same requests, in turn, to a server with few and
 * to one with many stored events.
 *
 * <p>{@code bench/run api [requests of each kind] [few] [many]}, and on PostgreSQL {@code bench/run postgresql-api}. The
 * large database is built once, and only read.
 */
public final class Api {
    private static final double MAX_RATIO = 1.3;
    private static final int TURN = 50;

    private record Endpoint(String name, IntFunction<String> path) {}

    public static void main(String[] arguments) throws Exception {
        boolean onPostgres = arguments.length > 0 && arguments[0].equals("postgresql");
        String[] numbers = onPostgres ? Arrays.copyOfRange(arguments, 1, arguments.length) : arguments;
        int times = numbers.length > 0 ? Integer.parseInt(numbers[0]) : 2_000;
        long few = numbers.length > 1 ? Long.parseLong(numbers[1]) : 1_000_000;
        long many = numbers.length > 2 ? Long.parseLong(numbers[2]) : 30_000_000;
        // Served in place: copying gigabytes would cost more than the requests, which change nothing.
        Path small = Homes.built(few);
        Path large = Homes.built(many);
        if (onPostgres) {
            Path one = Homes.node(small);
            Path other = Homes.node(large);
            try (Cluster cluster = Cluster.start()) {
                Map<String, String> fewThere = cluster.settings(cluster.built(few));
                Map<String, String> manyThere = cluster.settings(cluster.built(many));
                compare(times, few, many, Homes.population(small), ServerProcess.telltale(one, fewThere), one, ServerProcess.telltale(other, manyThere), other);
            } finally {
                Homes.delete(one);
                Homes.delete(other);
            }
        } else {
            compare(times, few, many, Homes.population(small), ServerProcess.telltale(small), small, ServerProcess.telltale(large), large);
        }
    }

    private static void compare(
            int times, long few, long many, Population population, ServerProcess fewStored, Path fewHome, ServerProcess manyStored, Path manyHome)
            throws Exception {
        boolean reached = true;
        try (fewStored;
                manyStored) {
            System.out.printf("%s%n%n", Machine.line());
            System.out.printf("| p95 of %,d responses, ms | %,d events | %,d events | ratio |%n", times, few, many);
            System.out.println("| --- | ---: | ---: | ---: |");
            ApiClient small = new ApiClient(fewStored.port(), fewHome);
            ApiClient large = new ApiClient(manyStored.port(), manyHome);
            for (Endpoint endpoint : endpoints(population)) {
                reached &= row(endpoint, times, small, large);
            }
        }
        if (!reached) {
            throw new BenchmarkException("Target missed: a row is missing, or its ratio is above " + MAX_RATIO + ".");
        }
    }

    private static List<Endpoint> endpoints(Population population) {
        List<Endpoint> endpoints = new ArrayList<>();
        endpoints.add(new Endpoint("deliveries", turn -> "deliveries"));
        endpoints.add(new Endpoint("deliveries of a campaign", turn -> "deliveries?campaign=" + Population.campaign(turn)));
        endpoints.add(new Endpoint("one delivery", turn -> "deliveries/" + population.deliveries().get(new Random(turn).nextInt(Population.DELIVERIES))));
        endpoints.add(new Endpoint("campaigns", turn -> "campaigns"));
        endpoints.add(new Endpoint("one campaign", turn -> "campaigns/" + Population.campaign(turn)));
        return endpoints;
    }

    private static boolean row(Endpoint endpoint, int times, ApiClient few, ApiClient many) throws Exception {
        int status = few.get(endpoint.path().apply(0));
        if (status != 200) {
            System.out.printf("| %s | status %d | | |%n", endpoint.name(), status);
            return false;
        }
        Map<ApiClient, List<Double>> millis = new LinkedHashMap<>(Map.of(few, new ArrayList<>(), many, new ArrayList<>()));
        for (int turn = -TURN * 4; turn < times; turn += TURN) {
            for (ApiClient client : List.of(few, many)) {
                for (int i = turn; i < turn + TURN; i++) {
                    long start = System.nanoTime();
                    client.get(endpoint.path().apply(Math.abs(i)));
                    if (i >= 0) {
                        millis.get(client).add((System.nanoTime() - start) / 1e6);
                    }
                }
            }
        }
        double fewP95 = Figures.of(millis.get(few)).at(0.95);
        double manyP95 = Figures.of(millis.get(many)).at(0.95);
        System.out.printf("| %s | %.2f | %.2f | %s |%n", endpoint.name(), fewP95, manyP95, Figures.ratio(manyP95, fewP95));
        return manyP95 <= MAX_RATIO * fewP95;
    }

    /** A client of one server, with its key and one connection. */
    private static final class ApiClient {
        private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private final String base;
        private final String key;

        ApiClient(int port, Path home) throws java.io.IOException {
            this.base = "http://127.0.0.1:" + port + "/app/api/v1/";
            this.key = Files.readString(home.resolve("key")).strip();
        }

        int get(String path) throws java.io.IOException, InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(URI.create(base + path)).header("Authorization", "Bearer " + key).build();
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray()).statusCode();
        }
    }
}
