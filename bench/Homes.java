import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.sqlite.JDBC;
import telltale.judging.Networks;
import telltale.judging.Ruleset;
import telltale.assessment.AssessmentService;
import telltale.store.Store;
import telltale.store.sqlite.SqliteStore;
import telltale.token.KeyRing;
import telltale.token.Tokens;

/** Home folders with a given number of stored events, built once per schema and copied for each run. */
final class Homes {
    private static final int BATCH = 10_000;

    private Homes() {}

    /** Returns a home with that many events, and builds it first if necessary. Do not write to it. */
    static Path built(long events) throws IOException, InterruptedException {
        Path home = Machine.folder().resolve("schema-" + schema()).resolve(events + "-events");
        if (!Files.exists(home.resolve("complete"))) {
            System.err.println("building a home with " + events + " events: " + home);
            delete(home);
            Files.createDirectories(home.getParent());
            if (events == 0) {
                create(home);
            } else {
                copy(built(0), home);
                load(home, events);
            }
            Files.createFile(home.resolve("complete"));
        }
        return home;
    }

    /** Returns a copy to work on; {@link #delete} it afterwards. */
    static Path copyOf(long events) throws IOException, InterruptedException {
        Path built = built(events);
        Path copy = Files.createTempDirectory(Machine.folder(), "run-");
        Files.delete(copy);
        copy(built, copy);
        return copy;
    }

    /** Returns a new home with only the keys of another node; {@link #delete} it afterwards. */
    static Path node(Path other) throws IOException {
        Path home = Files.createTempDirectory(Machine.folder(), "run-");
        for (String name : List.of("secret", "key")) {
            Files.copy(other.resolve(name), home.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
        }
        return home;
    }

    static Store open(Path home) {
        return SqliteStore.open(home.resolve("telltale.db"), home.resolve("native"), Duration.ofSeconds(5));
    }

    static Population population(Path home) throws IOException {
        return new Population(Long.parseLong(Files.readString(home.resolve("bench-end")).strip()));
    }

    static long number(Path home, String query) throws SQLException {
        try (Connection connection = new JDBC().connect("jdbc:sqlite:" + home.resolve("telltale.db"), new Properties());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> inside = Files.walk(folder)) {
            inside.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            });
        }
    }

    /** Starts Telltale, which creates the home with keys and secret, and then inserts the deliveries. */
    private static void create(Path home) throws IOException, InterruptedException {
        ServerProcess.telltale(home).close();
        Files.writeString(home.resolve("bench-end"), System.currentTimeMillis() + "\n");
        Population population = population(home);
        Tokens tokens = new Tokens(new KeyRing(signingKeys(home)));
        List<String> shuffled = new ArrayList<>(population.deliveries().stream().map(tokens::forPixel).toList());
        Collections.shuffle(shuffled, new Random(2));
        Files.write(home.resolve("bench-tokens"), shuffled);
        Files.write(home.resolve("bench-agents"), population.agents());
        try (Store store = open(home)) {
            for (int number = 0; number < Population.DELIVERIES; number++) {
                store.insert(population.delivery(number));
            }
        }
    }

    private static void load(Path home, long events) throws IOException {
        Population population = population(home);
        try (Store store = open(home)) {
            for (long from = 0; from < events; from += BATCH) {
                store.append(population.opens(from, Math.min(events, from + BATCH), events));
                if (from % 1_000_000 == 0) {
                    System.err.printf("  %,d of %,d%n", from, events);
                }
            }
            // Otherwise the server would judge in the background during the measurement.
            AssessmentService verdicts = new AssessmentService(Ruleset.builtIn(), Networks::builtIn);
            while (store.judgements().judge(1_000, verdicts::judgement) > 0) {
                // until every delivery is judged
            }
        }
    }

    static Map<Integer, byte[]> signingKeys(Path home) throws IOException {
        Map<Integer, byte[]> keys = new HashMap<>();
        for (String line : Files.readAllLines(home.resolve("secret"))) {
            if (line.startsWith("signing.")) {
                String[] parts = line.substring("signing.".length()).split("=", 2);
                keys.put(Integer.valueOf(parts[0].strip()), Base64.getUrlDecoder().decode(parts[1].strip()));
            }
        }
        return keys;
    }

    /** Returns a checksum of the schema and of the population: when one of them changes, the homes are built again. */
    static String schema() throws IOException {
        CRC32 sum = new CRC32();
        try (Stream<Path> files = Files.list(Machine.BUILT.resolve("war/WEB-INF/classes/telltale/store/sqlite"))) {
            for (Path script : files.sorted().collect(Collectors.toList())) {
                sum.update(Files.readAllBytes(script));
            }
            sum.update(Files.readAllBytes(Path.of("bench/Population.java")));
        }
        return Long.toHexString(sum.getValue());
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> inside = Files.walk(from)) {
            for (Path path : inside.toList()) {
                String relative = from.relativize(path).toString();
                if (!relative.equals("complete")) {
                    Files.copy(path, to.resolve(relative), StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }
}
