import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Measures the command {@code judge} on access logs: seconds from the start of the process to its end, and peak memory.
 *
 * <p>{@code bench/run judge [rounds] [lines]}. The user agents are those of the labelled requests. In a second log each line
 * has an agent of its own, so that no verdict is remembered.
 */
public final class AccessLog {
    private static final int MAX_SECONDS = 10;
    private static final int POLL_MILLIS = 20;
    private static final int SEED = 1;

    private AccessLog() {}

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
        int lines = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000_000;
        String machine = Machine.line();
        Path alike = log("alike", lines, false);
        Path different = log("different", lines, true);
        List<Run> ofAlike = new ArrayList<>();
        List<Run> ofDifferent = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            ofAlike.add(judge(alike));
            ofDifferent.add(judge(different));
        }
        System.out.printf("%s%n%n", machine);
        System.out.printf(
                Locale.ROOT,
                "| %,d lines; median of %d rounds (lowest to highest) | ms | ms of CPU time | peak memory, MiB |%n"
                        + "| --- | ---: | ---: | ---: |%n",
                lines,
                rounds);
        row("the agents of the labelled requests", ofAlike);
        row("a different agent in each line", ofDifferent);
        Files.delete(alike);
        Files.delete(different);
        if (Figures.of(ofAlike, Run::milliseconds).median() > 1000.0 * MAX_SECONDS) {
            throw new BenchmarkException("Target missed: judging takes more than " + MAX_SECONDS + " s.");
        }
    }

    private record Run(double milliseconds, double cpuMilliseconds, double mebibytes) {}

    private static void row(String what, List<Run> runs) {
        System.out.printf(
                "| %s | %s | %s | %s |%n",
                what,
                Figures.of(runs, Run::milliseconds).spread(),
                Figures.of(runs, Run::cpuMilliseconds).spread(),
                Figures.of(runs, Run::mebibytes).spread());
    }

    private static Run judge(Path log) throws IOException, InterruptedException {
        Path verdicts = log.resolveSibling("verdicts.jsonl");
        long start = System.nanoTime();
        Process process = new ProcessBuilder(
                        Machine.JAVA, "-Xmx256m", "-jar", Machine.WAR.toString(), "judge", "--format", "combined")
                .redirectInput(log.toFile())
                .redirectOutput(verdicts.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Duration cpu = Duration.ZERO;
        double peak = 0;
        while (process.isAlive()) {
            cpu = process.info().totalCpuDuration().orElse(cpu);
            peak = Math.max(peak, peakMebibytes(process.pid()));
            Thread.sleep(POLL_MILLIS);
        }
        double millis = (System.nanoTime() - start) / 1e6;
        requireAllJudged(process.exitValue(), log, verdicts);
        return new Run(millis, cpu.toMillis(), peak);
    }

    private static void requireAllJudged(int status, Path log, Path verdicts) throws IOException {
        if (status != 0 || count(log) != count(verdicts)) {
            throw new BenchmarkException("judge exited with " + status + " and did not judge all lines.");
        }
        Files.delete(verdicts);
    }

    private static long count(Path file) throws IOException {
        try (var lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            return lines.count();
        }
    }

    /** The peak resident memory, or 0 when the process has ended. */
    private static double peakMebibytes(long pid) {
        try {
            return Files.readAllLines(new File("/proc/" + pid + "/status").toPath()).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
                    .findFirst()
                    .orElse(0);
        } catch (IOException ended) {
            return 0;
        }
    }

    private static Path log(String name, int lines, boolean different) throws IOException {
        Path log = Machine.folder().resolve("access-" + name + ".log");
        List<String> agents = agents();
        Random random = new Random(SEED);
        try (BufferedWriter out = Files.newBufferedWriter(log, StandardCharsets.ISO_8859_1)) {
            for (int i = 0; i < lines; i++) {
                String agent = agents.get(random.nextInt(agents.size())) + (different ? " x" + i : "");
                out.write(String.format(
                        "%d.%d.%d.%d - - [30/Nov/2026:17:%02d:%02d +0000] \"GET /app/%s/%016x HTTP/1.1\" 200 43 \"-\" \"%s\"%n",
                        1 + random.nextInt(200),
                        random.nextInt(256),
                        random.nextInt(256),
                        random.nextInt(256),
                        i / 60 % 60,
                        i % 60,
                        i % 20 == 0 ? "click" : "pixel",
                        random.nextLong(),
                        agent));
            }
        }
        return log;
    }

    /** As nginx writes them. */
    private static List<String> agents() throws IOException {
        List<String> agents = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("src/test/resources/telltale/judging/requests-labelled.jsonl"))) {
            try (JsonReader reader = Json.createReader(new StringReader(line))) {
                JsonObject headers = reader.readObject().getJsonObject("headers");
                agents.add(escaped(headers.getString("User-Agent", "-")));
            }
        }
        return agents;
    }

    private static String escaped(String agent) {
        StringBuilder escaped = new StringBuilder();
        for (byte octet : agent.getBytes(StandardCharsets.UTF_8)) {
            boolean isPlain = octet >= ' ' && octet < 127 && octet != '"' && octet != '\\';
            escaped.append(isPlain ? String.valueOf((char) octet) : String.format("\\x%02X", octet));
        }
        return escaped.toString();
    }
}
