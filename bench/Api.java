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
 * How much slower the API is with thirty times as many events: the same questions, in turns, to a server with few and
 * one with many stored events.
 *
 * <p>{@code bench/run api [questions of each kind] [few] [many]}, and on PostgreSQL {@code bench/run postgresql-api}. The
 * large database is built once, and read only.
 */
public final class Api {
    private static final double PROMISED = 1.3;
    private static final int TURN = 50;

    private record Question(String name, IntFunction<String> path) {}

    public static void main(String[] arguments) throws Exception {
        boolean onPostgres = arguments.length > 0 && arguments[0].equals("postgresql");
        String[] numbers = onPostgres ? Arrays.copyOfRange(arguments, 1, arguments.length) : arguments;
        int times = numbers.length > 0 ? Integer.parseInt(numbers[0]) : 2_000;
        long few = numbers.length > 1 ? Long.parseLong(numbers[1]) : 1_000_000;
        long many = numbers.length > 2 ? Long.parseLong(numbers[2]) : 30_000_000;
        // Served in place: a copy of gigabytes would cost more than the questions, and they change nothing.
        Path small = Homes.built(few);
        Path large = Homes.built(many);
        if (onPostgres) {
            Path one = Homes.node(small);
            Path other = Homes.node(large);
            try (Cluster cluster = Cluster.start()) {
                Map<String, String> fewThere = cluster.settings(cluster.built(few));
                Map<String, String> manyThere = cluster.settings(cluster.built(many));
                compare(times, few, many, Homes.population(small), Child.telltale(one, fewThere), one, Child.telltale(other, manyThere), other);
            } finally {
                Homes.delete(one);
                Homes.delete(other);
            }
        } else {
            compare(times, few, many, Homes.population(small), Child.telltale(small), small, Child.telltale(large), large);
        }
    }

    private static void compare(
            int times, long few, long many, Population population, Child fewStored, Path fewHome, Child manyStored, Path manyHome)
            throws Exception {
        boolean complete = true;
        try (fewStored;
                manyStored) {
            System.out.printf("%s%n%n", Machine.line());
            System.out.printf("| p95 of %,d answers, ms | %,d events | %,d events | ratio |%n", times, few, many);
            System.out.println("| --- | ---: | ---: | ---: |");
            Asked small = new Asked(fewStored.port(), fewHome);
            Asked large = new Asked(manyStored.port(), manyHome);
            for (Question question : questions(population)) {
                complete &= row(question, times, small, large);
            }
        }
        if (!complete) {
            throw new Machine.Unusable("Not every row is there, or one is slower than " + PROMISED + " times.");
        }
    }

    private static List<Question> questions(Population population) {
        List<Question> questions = new ArrayList<>();
        questions.add(new Question("deliveries", turn -> "deliveries"));
        questions.add(new Question("deliveries of a campaign", turn -> "deliveries?campaign=" + Population.campaign(turn)));
        questions.add(new Question("one delivery", turn -> "deliveries/" + population.deliveries().get(new Random(turn).nextInt(Population.DELIVERIES))));
        questions.add(new Question("campaigns", turn -> "campaigns"));
        questions.add(new Question("one campaign", turn -> "campaigns/" + Population.campaign(turn)));
        return questions;
    }

    private static boolean row(Question question, int times, Asked few, Asked many) throws Exception {
        int status = few.ask(question.path().apply(0));
        if (status != 200) {
            System.out.printf("| %s | answered %d | | |%n", question.name(), status);
            return false;
        }
        Map<Asked, List<Double>> millis = new LinkedHashMap<>(Map.of(few, new ArrayList<>(), many, new ArrayList<>()));
        for (int turn = -TURN * 4; turn < times; turn += TURN) {
            for (Asked asked : List.of(few, many)) {
                for (int i = turn; i < turn + TURN; i++) {
                    long start = System.nanoTime();
                    asked.ask(question.path().apply(Math.abs(i)));
                    if (i >= 0) {
                        millis.get(asked).add((System.nanoTime() - start) / 1e6);
                    }
                }
            }
        }
        double fewP95 = Figures.of(millis.get(few)).at(0.95);
        double manyP95 = Figures.of(millis.get(many)).at(0.95);
        System.out.printf("| %s | %.2f | %.2f | %s |%n", question.name(), fewP95, manyP95, Figures.ratio(manyP95, fewP95));
        return manyP95 <= PROMISED * fewP95;
    }

    /** A server that is asked with its own key over one connection. */
    private static final class Asked {
        private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private final String base;
        private final String key;

        Asked(int port, Path home) throws java.io.IOException {
            this.base = "http://127.0.0.1:" + port + "/app/api/v1/";
            this.key = Files.readString(home.resolve("key")).strip();
        }

        int ask(String path) throws java.io.IOException, InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(URI.create(base + path)).header("Authorization", "Bearer " + key).build();
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray()).statusCode();
        }
    }
}
