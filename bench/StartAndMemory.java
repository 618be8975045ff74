import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * Measures the time from the start of the process to the first pixel, and the memory of an idle server: Telltale against a
 * bare Tomcat.
 *
 * <p>{@code java bench/StartAndMemory.java [runs] [idle seconds]} after {@code mvn package}. The two servers take turns, so
 * that a busy machine slows both; the ratio means more than the absolute figures.
 */
public final class StartAndMemory {
    private static final Path WAR = Path.of("target/app.war").toAbsolutePath();
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    public static void main(String[] arguments) throws Exception {
        int runs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        int idleSeconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 60;
        if (!Files.exists(WAR)) {
            System.err.println(WAR + " does not exist. Build it first: mvn -DskipTests package");
            System.exit(1);
        }
        Path scratch = Files.createTempDirectory("telltale-bench");
        try {
            String classPath = compileBareTomcat(scratch);
            List<Run> telltale = new ArrayList<>();
            List<Run> tomcat = new ArrayList<>();
            for (int run = 1; run <= runs; run++) {
                tomcat.add(measure(bareTomcat(classPath), idleSeconds));
                telltale.add(measure(telltale(scratch.resolve("home-" + run)), idleSeconds));
                System.err.printf(
                        "run %d of %d: bare Tomcat %s, Telltale %s%n",
                        run, runs, tomcat.get(run - 1), telltale.get(run - 1));
            }
            report(runs, idleSeconds, tomcat, telltale);
        } finally {
            delete(scratch);
        }
    }

    /**
     * The figures of one start.
     *
     * @param milliseconds from the start of the process to the first pixel
     * @param cpuMilliseconds CPU time of all cores until then, the figure that depends least on the load of the machine
     * @param kibibytes resident memory when idle
     * @param threads number of threads when idle
     */
    private record Run(double milliseconds, double cpuMilliseconds, double kibibytes, double threads) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "%.0f ms (%.0f ms of CPU), %.0f MiB", milliseconds, cpuMilliseconds, kibibytes / 1024);
        }
    }

    private record Launch(ProcessBuilder command, int port) {}

    private static Launch telltale(Path home) throws IOException {
        int port = freePort();
        ProcessBuilder command = new ProcessBuilder(JAVA.toString(), "-jar", WAR.toString())
                .directory(home.getParent().toFile());
        command.environment().keySet().removeIf(name -> name.matches("(TELLTALE|EMAIL|PIXEL)_.*"));
        command.environment().put("TELLTALE_HOME", home.toString());
        command.environment().put("TELLTALE_PORT", String.valueOf(port));
        return new Launch(command, port);
    }

    private static Launch bareTomcat(String classPath) throws IOException {
        int port = freePort();
        return new Launch(
                new ProcessBuilder(JAVA.toString(), "-cp", classPath, "BareTomcat", String.valueOf(port)), port);
    }

    private static Run measure(Launch launch, int idleSeconds) throws Exception {
        Path output = Files.createTempFile("telltale-bench", ".log");
        Process server = null;
        try {
            long start = System.nanoTime();
            server = launch.command()
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            while (!answersPixel(launch.port())) {
                if (!server.isAlive() || System.nanoTime() - start > 60_000_000_000L) {
                    throw new IllegalStateException("The server did not answer:\n" + Files.readString(output));
                }
                Thread.sleep(2);
            }
            double milliseconds = (System.nanoTime() - start) / 1e6;
            double cpuMilliseconds =
                    server.info().totalCpuDuration().orElseThrow().toMillis();
            Thread.sleep(idleSeconds * 1000L);
            return new Run(milliseconds, cpuMilliseconds, status(server, "VmRSS"), status(server, "Threads"));
        } finally {
            if (server != null) {
                server.destroy();
                server.waitFor();
            }
            Files.delete(output);
        }
    }

    private static boolean answersPixel(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("GET /app/pixel HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            return answer != null && answer.startsWith("HTTP/1.1 200");
        } catch (IOException notYet) {
            return false;
        }
    }

    private static double status(Process server, String field) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + server.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith(field + ":"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Compiles the bare Tomcat against the Tomcat in the WAR, and returns the class path to run it. */
    private static String compileBareTomcat(Path scratch) throws IOException {
        List<Path> jars = new ArrayList<>();
        try (JarFile war = new JarFile(WAR.toFile())) {
            for (var entry : war.stream()
                    .filter(e -> e.getName().matches("WEB-INF/launcher/.*tomcat-.*\\.jar"))
                    .toList()) {
                Path jar = scratch.resolve(Path.of(entry.getName()).getFileName());
                Files.copy(war.getInputStream(entry), jar);
                jars.add(jar);
            }
        }
        String tomcat = jars.stream().map(Path::toString).collect(Collectors.joining(":"));
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-cp", tomcat, "-d", scratch.toString(), "bench/BareTomcat.java");
        if (failed != 0) {
            throw new IllegalStateException("bench/BareTomcat.java does not compile");
        }
        return tomcat + ":" + scratch;
    }

    private static void report(int runs, int idleSeconds, List<Run> tomcat, List<Run> telltale) throws IOException {
        FileStore disk = Files.getFileStore(Path.of(System.getProperty("java.io.tmpdir")));
        System.out.printf(
                "%s: `java bench/StartAndMemory.java %d %d`; %d cores, JDK %s, %s %s, home on %s.%n%n",
                LocalDate.now(),
                runs,
                idleSeconds,
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                disk.type());
        System.out.println("| median of " + runs + " (lowest to highest) | bare Tomcat | Telltale | ratio |");
        System.out.println("| --- | --- | --- | --- |");
        row(
                "process start to first pixel, ms",
                tomcat.stream().mapToDouble(Run::milliseconds),
                telltale.stream().mapToDouble(Run::milliseconds));
        row(
                "CPU time until then, ms",
                tomcat.stream().mapToDouble(Run::cpuMilliseconds),
                telltale.stream().mapToDouble(Run::cpuMilliseconds));
        row(
                "resident memory after " + idleSeconds + " s idle, MiB",
                tomcat.stream().mapToDouble(run -> run.kibibytes() / 1024),
                telltale.stream().mapToDouble(run -> run.kibibytes() / 1024));
        row(
                "threads",
                tomcat.stream().mapToDouble(Run::threads),
                telltale.stream().mapToDouble(Run::threads));
    }

    private static void row(String what, DoubleStream tomcat, DoubleStream telltale) {
        double[] theirs = tomcat.sorted().toArray();
        double[] ours = telltale.sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %s | %.2f |%n",
                what,
                spread(theirs),
                spread(ours),
                median(ours) / median(theirs));
    }

    private static String spread(double[] sorted) {
        return String.format(Locale.ROOT, "%.0f (%.0f to %.0f)", median(sorted), sorted[0], sorted[sorted.length - 1]);
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            paths.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
