import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Where a benchmark runs: what has to be there, and what its reader has to know. */
final class Machine {
    static final Path WAR = Path.of("target/app.war").toAbsolutePath();
    static final Path BUILT = Path.of("target/bench").toAbsolutePath();
    static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    static {
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            if (failure instanceof Unusable) {
                System.err.println(failure.getMessage());
            } else {
                failure.printStackTrace();
            }
        });
    }

    private Machine() {}

    /** The folder of the homes that are used again. */
    static Path folder() throws IOException {
        String chosen = System.getenv("TELLTALE_BENCH_FOLDER");
        Path folder = chosen == null ? Path.of(System.getProperty("user.home"), ".cache", "telltale-bench") : Path.of(chosen);
        Files.createDirectories(folder);
        String type = Files.getFileStore(folder).type();
        if (type.equals("tmpfs") || type.equals("ramfs")) {
            throw new Unusable(folder + " is on " + type + ", where a sync costs nothing. Name a folder on a disk:"
                    + " TELLTALE_BENCH_FOLDER=/somewhere bench/run …");
        }
        return folder;
    }

    /** Every program must be there: a row that is missing would flatter. */
    static void demand(String program, String debianPackage) {
        for (String place : (System.getenv("PATH") + ":/usr/sbin").split(":")) {
            if (Files.isExecutable(Path.of(place, program))) {
                return;
            }
        }
        throw new Unusable(program + " is missing. Install it: apt-get install " + debianPackage + " (bench/install has all)");
    }

    /** One line over each table: date, command, machine. */
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

    /** The output of a command that has to succeed. */
    static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(new ArrayList<>(command)).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new Unusable(String.join(" ", command) + " failed:\n" + output);
        }
        return output;
    }

    private static String processor() throws IOException {
        return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("processor not named");
    }

    /** A benchmark that cannot be run here, and what to do about it. */
    static final class Unusable extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unusable(String sentence) {
            super(sentence);
        }
    }
}
