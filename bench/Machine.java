import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/** The machine that runs a benchmark: the programs it needs, and the description that heads each table. */
final class Machine {
    static final Path WAR = Path.of("target/app.war").toAbsolutePath();
    static final Path BUILT = Path.of("target/bench").toAbsolutePath();
    static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    static {
        // Otherwise the log of Telltale's parts and of Kafka's clients would be among the rows of a table.
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        root.getLoggerContext().getLoggerList().stream().filter(logger -> logger != root).forEach(logger -> logger.setLevel(null));
        root.setLevel(Level.ERROR);
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            if (failure instanceof BenchmarkException) {
                System.err.println(failure.getMessage());
            } else {
                failure.printStackTrace();
            }
        });
    }

    private Machine() {}

    /** Returns the folder for homes that are reused. */
    static Path folder() throws IOException {
        String chosen = System.getenv("TELLTALE_BENCH_FOLDER");
        Path folder = chosen == null ? Path.of(System.getProperty("user.home"), ".cache", "telltale-bench") : Path.of(chosen);
        Files.createDirectories(folder);
        String type = Files.getFileStore(folder).type();
        if (type.equals("tmpfs") || type.equals("ramfs")) {
            throw new BenchmarkException(folder + " is on " + type + ", where a sync costs nothing. Choose a folder on a disk:"
                    + " TELLTALE_BENCH_FOLDER=/path/to/folder bench/run …");
        }
        return folder;
    }

    /** Fails if a program is not installed. A table without its row would be flattering. */
    static void require(String program, String debianPackage) {
        for (String place : (System.getenv("PATH") + ":/usr/sbin").split(":")) {
            if (Files.isExecutable(Path.of(place, program))) {
                return;
            }
        }
        throw new BenchmarkException(program + " is missing. Install it: apt-get install " + debianPackage + " (bench/install installs all)");
    }

    /** Returns the line above each table: date, command, machine. */
    static String line() throws IOException {
        return String.format(
                "%s: `%s`; %d cores (%s), JDK %s, Linux %s, data on %s; load average at the start %s.",
                LocalDate.now(),
                System.getProperty("bench.command", "").strip(),
                Runtime.getRuntime().availableProcessors(),
                processor(),
                Runtime.version(),
                System.getProperty("os.version"),
                Files.getFileStore(folder()).type(),
                Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
    }

    static String run(String... command) throws IOException, InterruptedException {
        return run(List.of(command));
    }

    /** Runs a command, which must succeed, and returns its output. */
    static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(new ArrayList<>(command)).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new BenchmarkException(String.join(" ", command) + " failed:\n" + output);
        }
        return output;
    }

    private static String processor() throws IOException {
        return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown processor");
    }
}
