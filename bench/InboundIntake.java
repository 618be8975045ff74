import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.Uuid7;
import telltale.store.Store;
import telltale.token.KeyRing;
import telltale.token.ReturnTokens;

/**
 * Measures how many mails that came back a server stores in a second, with all that follows from them: sent to its API over
 * several connections, and read from a mailbox by IMAP. Each has a signed address of one of many deliveries. The first tenth warms
 * the server up and does not count.
 */
final class InboundIntake {
    private static final int CONNECTIONS = 8;
    /** So many mails about one delivery come back; more than a hundred would not all be stored with it. */
    private static final int MAILS_PER_DELIVERY = 4;
    private static final int HEAP_SAMPLES = 5;
    private static final String DOMAIN = "bounces.example.org";
    private static final String REPORTS = "select count(*) from reports";

    private final InboundReading reading;
    private final int mails;
    private final int warmUp;

    InboundIntake(InboundReading reading, int mails) {
        this.reading = reading;
        this.mails = mails;
        this.warmUp = mails / 10;
    }

    /**
     * The figures of one way.
     *
     * @param perSecond reports stored in a second
     * @param perCpuSecond reports stored in a second of the server's CPU time
     * @param heap the peak of its live objects over those of the idle server, in megabytes
     */
    record Result(String way, double perSecond, double perCpuSecond, double heap) {}

    /** A home whose deliveries can be reported, and the addresses for that. */
    private record Prepared(Path home, List<String> addresses) {}

    List<Result> measure() throws Exception {
        return List.of(byApi(), byImap());
    }

    private Result byApi() throws Exception {
        Prepared prepared = prepare();
        ExecutorService clients = Executors.newFixedThreadPool(CONNECTIONS);
        try (ServerProcess server = server(prepared, Map.of())) {
            String key = Files.readString(prepared.home.resolve("key")).strip();
            Progress progress = new Progress(server, prepared.home);
            AtomicInteger next = new AtomicInteger();
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                running.add(clients.submit(() -> {
                    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
                    for (int number = next.getAndIncrement(); number < mails; number = next.getAndIncrement()) {
                        post(client, server.port(), key, prepared.addresses, number);
                    }
                    return null;
                }));
            }
            Result result = progress.await("API, " + CONNECTIONS + " connections");
            for (Future<?> one : running) {
                one.get();
            }
            return result;
        } finally {
            clients.shutdownNow();
            Homes.delete(prepared.home);
        }
    }

    private void post(HttpClient client, int port, String key, List<String> addresses, int number)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/app/api/v1/inbound"))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "message/rfc822")
                .header("Envelope-From", "<>")
                .header("Envelope-To", addresses.get(number / MAILS_PER_DELIVERY))
                .POST(HttpRequest.BodyPublishers.ofByteArray(delivered(addresses, number)))
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 201) {
            throw new BenchmarkException("A mail was not accepted: " + answer.statusCode() + " " + answer.body());
        }
    }

    private Result byImap() throws Exception {
        Machine.require("dovecot", "dovecot-imapd");
        Prepared prepared = prepare();
        try (Dovecot dovecot = new Dovecot()) {
            for (int number = 0; number < mails; number++) {
                dovecot.deliver(number, delivered(prepared.addresses, number));
            }
            Map<String, String> mailbox = Map.of(
                    "INBOUND_URL", "imap://" + Dovecot.USER + "@127.0.0.1:" + dovecot.port() + "/INBOX",
                    "INBOUND_PASS", Dovecot.PASSWORD);
            double idle = idleHeap(prepared);
            try (ServerProcess server = server(prepared, mailbox)) {
                return new Progress(server, prepared.home, idle).await("IMAP, one mailbox in Dovecot");
            }
        } finally {
            Homes.delete(prepared.home);
        }
    }

    /** A mail as a mail server writes it into a mailbox, with its envelope; no two are the same. */
    private byte[] delivered(List<String> addresses, int number) {
        String envelope = "Return-Path: <>\nDelivered-To: " + addresses.get(number / MAILS_PER_DELIVERY)
                + "\nReceived: from mx.example.net by mx.example.org id " + number + "\n";
        return (envelope + new String(reading.mail(number), StandardCharsets.ISO_8859_1).replace("\r\n", "\n"))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static double idleHeap(Prepared prepared) throws Exception {
        try (ServerProcess server = server(prepared, Map.of())) {
            return QueueFootprint.liveHeap(server);
        }
    }

    private static ServerProcess server(Prepared prepared, Map<String, String> mailbox) throws Exception {
        Map<String, String> settings = new HashMap<>(mailbox);
        settings.putAll(Map.of(
                "EMAIL_HOST", "127.0.0.1",
                "EMAIL_TLS", "none",
                "EMAIL_FROM", "news@example.org",
                "EMAIL_BOUNCES", DOMAIN,
                "TELLTALE_DNS", "off",
                "TELLTALE_HOLD_SHARE", "0"));
        return ServerProcess.telltale(prepared.home, settings);
    }

    private Prepared prepare() throws Exception {
        Path home = Files.createTempDirectory(Machine.folder(), "run-");
        ServerProcess.telltale(home).close();
        ReturnTokens tokens = new ReturnTokens(new KeyRing(Homes.signingKeys(home)));
        List<String> addresses = new ArrayList<>();
        Random random = new Random(1);
        Instant now = Instant.now();
        try (Store store = Homes.open(home)) {
            for (int number = 0; number * MAILS_PER_DELIVERY < mails; number++) {
                DeliveryId id = new DeliveryId(Uuid7.at(now, random));
                EmailAddress reader = EmailAddress.parse(SendingThroughput.address(number));
                store.insert(new Delivery(id, reader, "returned", "Hello", DeliveryState.ACCEPTED, now, "250 2.0.0 Ok"));
                addresses.add(tokens.forReports(id, now) + "@" + DOMAIN);
            }
        }
        return new Prepared(home, addresses);
    }

    /** Waits for the reports of a server. */
    private final class Progress {
        private final ServerProcess server;
        private final Path home;
        private final double idle;

        Progress(ServerProcess server, Path home) throws IOException, InterruptedException {
            this(server, home, QueueFootprint.liveHeap(server));
        }

        /** @param idle the live objects of the server when nothing comes, in megabytes */
        Progress(ServerProcess server, Path home, double idle) {
            this.server = server;
            this.home = home;
            this.idle = idle;
        }

        Result await(String way) throws IOException, InterruptedException, SQLException {
            long first = await(warmUp);
            long start = System.nanoTime();
            double cpuBefore = server.cpuSeconds();
            double peak = QueueFootprint.liveHeap(server);
            for (int sample = 1; sample <= HEAP_SAMPLES; sample++) {
                await(warmUp + (mails - warmUp) * sample / HEAP_SAMPLES);
                if (sample < HEAP_SAMPLES) {
                    peak = Math.max(peak, QueueFootprint.liveHeap(server));
                }
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            double cpu = server.cpuSeconds() - cpuBefore;
            System.err.printf("%s: %d mails in %.1f s%n", way, mails - first, seconds);
            return new Result(way, (mails - first) / seconds, (mails - first) / cpu, peak - idle);
        }

        private long await(int reports) throws SQLException, InterruptedException {
            long stored = Homes.number(home, REPORTS);
            while (stored < reports) {
                Thread.sleep(50);
                stored = Homes.number(home, REPORTS);
            }
            return stored;
        }
    }
}
