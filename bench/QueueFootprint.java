import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Measures memory and disk space of queued mails: live heap after a full garbage collection, in a server with at most
 * 256 MB of heap, and bytes on disk. One mail per second is sent.
 *
 * <p>{@code bench/run queued [mails]}.
 */
public final class QueueFootprint {
    private static final int BATCH = 20_000;
    private static final int MEGABYTE = 1_000_000;
    private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");

    private QueueFootprint() {}

    public static void main(String[] arguments) throws Exception {
        int mails = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
        Machine.require("smtp-sink", "postfix");
        System.out.printf("%s%n%n", Machine.line());
        Path home = Files.createTempDirectory(Machine.folder(), "queued-");
        try (SmtpSink sink = new SmtpSink(home);
                ServerProcess telltale = ServerProcess.launcher(Machine.WAR, home, "-Xmx256m", settings(sink))) {
            System.out.println("| queued mails | live heap, MB | database, MB | submission, mails/s |");
            System.out.println("| ---: | ---: | ---: | ---: |");
            System.out.printf("| 0 | %.1f | %d | |%n", liveHeap(telltale), size(home));
            long start = System.nanoTime();
            for (int waiting = BATCH; waiting <= mails; waiting += BATCH) {
                add(telltale, home, waiting);
                if (waiting == mails / 10 || waiting + BATCH > mails) {
                    double perSecond = waiting / ((System.nanoTime() - start) / 1e9);
                    System.out.printf("| %,d | %.1f | %,d | %,.0f |%n", waiting, liveHeap(telltale), size(home), perSecond);
                }
            }
        } finally {
            Homes.delete(home);
        }
    }

    private static Map<String, String> settings(SmtpSink sink) {
        return Map.of(
                "EMAIL_HOST", "127.0.0.1",
                "EMAIL_PORT", String.valueOf(sink.port()),
                "EMAIL_TLS", "none",
                "EMAIL_FROM", "news@example.org",
                "EMAIL_PER_SECOND", "1",
                "PIXEL_URL", "https://mail.example.org/app/pixel");
    }

    private static void add(ServerProcess telltale, Path home, int last) throws IOException, InterruptedException {
        String body = SendingThroughput.message()
                + IntStream.range(last - BATCH, last).mapToObj(SendingThroughput::recipient).collect(Collectors.joining());
        HttpRequest batch = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + telltale.port() + "/app/api/v1/messages"))
                .header("Authorization", "Bearer " + Files.readString(home.resolve("key")).strip())
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        String answer = HttpClient.newHttpClient().send(batch, HttpResponse.BodyHandlers.ofString()).body();
        if (!answer.contains("\"accepted\":" + BATCH)) {
            throw new BenchmarkException("A batch was not accepted: " + answer.substring(Math.max(0, answer.length() - 500)));
        }
    }

    /** Returns the size of the live objects in megabytes. */
    static double liveHeap(ServerProcess telltale) throws IOException, InterruptedException {
        String jcmd = Path.of(Machine.JAVA).resolveSibling("jcmd").toString();
        String histogram = Machine.run(jcmd, String.valueOf(telltale.pid()), "GC.class_histogram");
        Matcher total = TOTAL.matcher(histogram);
        if (!total.find()) {
            throw new BenchmarkException("jcmd did not report the size of the heap: " + histogram);
        }
        return Long.parseLong(total.group(1)) / (double) MEGABYTE;
    }

    /** Returns the size of the database and its write-ahead log in megabytes. */
    private static long size(Path home) throws IOException {
        try (Stream<Path> files = Files.list(home)) {
            return files.filter(file -> file.getFileName().toString().startsWith("telltale.db"))
                            .mapToLong(file -> file.toFile().length())
                            .sum()
                    / MEGABYTE;
        }
    }
}
