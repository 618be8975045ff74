import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.sqlite.JDBC;
import telltale.assessment.AssessmentService;
import telltale.assessment.EventVerdicts;
import telltale.dns.AddressGuard;
import telltale.judging.Networks;
import telltale.judging.Ruleset;
import telltale.model.IpRange;
import telltale.model.WebhookType;
import telltale.store.Store;
import telltale.store.Webhooks.Condition;
import telltale.store.Webhooks.Endpoint;
import telltale.store.Webhooks.Setup;
import telltale.store.Webhooks.State;
import telltale.store.Webhooks.Subscription;
import telltale.store.sqlite.SqliteStore;
import telltale.supervision.Supervisor;
import telltale.token.KeyRing;
import telltale.token.SecretBox;
import telltale.web.api.WebhookPayloads;
import telltale.webhooks.EndpointSecrets;
import telltale.webhooks.EventComposer;
import telltale.webhooks.SigningKey;
import telltale.webhooks.WebhookCounts;
import telltale.webhooks.Webhooking;

/**
 * Measures webhooks: events a second from the database to receivers that answer at once, to one endpoint and to fifty, beside bare loops of
 * {@code java.net.http} that post the same body to the same receivers, unsigned and from memory.
 *
 * <p>{@code bench/run webhooks [rounds] [events per round]}. {@code bench/run webhooks-waiting [events]} measures instead the heap while so many events
 * wait for an endpoint that was paused, a million by default, and while they are sent.
 */
public final class Webhooks {
    private static final Networks NETWORKS = Networks.builtIn();
    private static final String PAYLOAD = "{\"type\":\"message.submitted\",\"timestamp\":\"2026-12-01T12:00:00.000Z\","
            + "\"data\":{\"message\":\"019adb2c-6f1e-7c3a-9b1d-0c5f7a1e2b3c\",\"campaign\":\"spring\"}}";

    private final Path folder;
    private final Store store;
    private final Webhooking webhooking;
    private final Receiver receiver;

    private Webhooks(Path folder, Receiver receiver) {
        this.folder = folder;
        this.receiver = receiver;
        this.store = SqliteStore.open(
                folder.resolve("telltale.db"), folder.resolve("native"), Duration.ofSeconds(20), any -> Optional.empty());
        AssessmentService assessment = new AssessmentService(Ruleset.builtIn(), () -> NETWORKS);
        this.webhooking = new Webhooking(
                store,
                new EventComposer(
                        assessment, new WebhookPayloads(new EventVerdicts(store.judgements(), assessment))),
                new SecretBox(new KeyRing(Map.of(0, new byte[32])), EndpointSecrets.PURPOSE, new SecureRandom()),
                new AddressGuard(List.of(IpRange.parse("127.0.0.0/8")), Set.of(receiver.port())),
                WebhookCounts.NONE,
                Clock.systemUTC(),
                Supervisor.withoutExit());
    }

    public static void main(String[] arguments) throws Exception {
        Path scratch = Files.createTempDirectory(Machine.folder(), "run-");
        try (Receiver receiver = new Receiver()) {
            if (arguments.length > 0 && arguments[0].equals("waiting")) {
                memory(scratch, receiver, arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000_000);
            } else {
                throughput(scratch, receiver, arguments);
            }
        } finally {
            Homes.delete(scratch);
        }
        System.exit(0);
    }

    private static void throughput(Path scratch, Receiver receiver, String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        int events = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20_000;
        System.out.printf("%s%n%n| %d rounds, %d events each, median (lowest to highest) | events/s | of the bare loop |%n"
                + "| --- | ---: | ---: |%n", Machine.line(), rounds, events);
        for (int endpoints : new int[] {1, 50}) {
            measure(Files.createDirectory(scratch.resolve("to" + endpoints)), receiver, endpoints, rounds, events);
        }
    }

    private static void measure(Path folder, Receiver receiver, int endpoints, int rounds, int events)
            throws Exception {
        Webhooks webhooks = new Webhooks(folder, receiver);
        webhooks.subscribe(endpoints);
        List<Double> composed = new ArrayList<>();
        List<Double> sent = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        int caused = events / endpoints;
        for (int round = 0; round <= rounds; round++) {
            double compose = webhooks.compose(caused);
            double rate = webhooks.send((long) caused * endpoints);
            double loop = bare(receiver, endpoints, caused);
            System.err.printf("round %d, %d endpoints: composed %,.0f, sent %,.0f, bare %,.0f%n", round, endpoints, compose, rate, loop);
            if (round > 0) {
                composed.add(compose);
                sent.add(rate);
                bare.add(loop);
            }
        }
        double loop = Figures.of(bare).median();
        System.out.printf("| %d endpoints: sent | %s | %s |%n| %d endpoints: bare java.net.http | %s | |%n| %d endpoints: composed and queued | %s | |%n",
                endpoints, Figures.of(sent).spread(), Figures.ratio(Figures.of(sent).median(), loop), endpoints, Figures.of(bare).spread(), endpoints, Figures.of(composed).spread());
        webhooks.close();
    }

    /** The heap in use while many events wait and some of them are sent, over that without any. */
    private static void memory(Path folder, Receiver receiver, int events) throws Exception {
        Webhooks webhooks = new Webhooks(folder, receiver);
        webhooks.subscribe(1);
        long idle = usedHeap();
        double rate = webhooks.compose(events);
        System.err.printf("composed %,.0f events/s%n", rate);
        long composed = usedHeap();
        long before = receiver.received.get();
        webhooks.setCondition(Condition.HEALTHY);
        long most = 0;
        while (receiver.received.get() - before < Math.min(50_000, events)) {
            webhooks.webhooking.dispatcher().step();
            Thread.sleep(200);
            most = Math.max(most, usedHeap());
        }
        System.out.printf("%s%n%n| heap in use with %,d events waiting, over idle (limit: 64 MB) | MB |%n| --- | ---: |%n"
                        + "| all of them composed and waiting | %,.1f |%n| most while they are sent | %,.1f |%n",
                Machine.line(), events, (composed - idle) / 1e6, (most - idle) / 1e6);
        webhooks.close();
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private void subscribe(int endpoints) {
        for (int i = 0; i < endpoints; i++) {
            Setup setup = new Setup(
                    receiver.url(i), "", new Subscription(Set.of(WebhookType.MESSAGE_SUBMITTED), false, null), false, 0, "");
            Endpoint added = webhooking
                    .service()
                    .add(setup, EndpointSecrets.of(webhooking.service().newKey(SigningKey.Scheme.V1), List.of()))
                    .endpoint();
            store.webhooks().change(added.id(), one -> one.with(Condition.HEALTHY));
        }
    }

    /** Notes causes as a trigger does, and composes their events; returns the queued events a second. */
    private double compose(int causes) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("busy_timeout", "20000");
        try (Connection connection = new JDBC().connect("jdbc:sqlite:" + folder.resolve("telltale.db"), properties);
                Statement statement = connection.createStatement()) {
            statement.execute("with recursive n(i) as (select 1 union all select i + 1 from n where i < " + causes
                    + ") insert into webhook_causes (type, at, message, detail)"
                    + " select 'message.submitted', unixepoch() * 1000, randomblob(16), 'spring' from n");
        }
        // A worker that still looks for events would send them meanwhile.
        setCondition(Condition.of(State.PAUSED, "it is composed"));
        long start = System.nanoTime();
        while (webhooking.compose().isZero()) {
            // Until no cause is left.
        }
        return causes * (double) store.webhooks().all().size() * 1e9 / (System.nanoTime() - start);
    }

    /** Sends everything that waits; returns the events a second. */
    private double send(long events) throws InterruptedException {
        long goal = receiver.received.get() + events;
        setCondition(Condition.HEALTHY);
        long start = System.nanoTime();
        while (receiver.received.get() < goal) {
            webhooking.dispatcher().step();
            Thread.sleep(5);
        }
        return events * 1e9 / (System.nanoTime() - start);
    }

    private void setCondition(Condition condition) {
        store.webhooks().all().forEach(endpoint -> store.webhooks().change(endpoint.id(), one -> one.with(condition)));
    }

    /** Posts from one thread and one client for each endpoint; returns the requests a second. */
    private static double bare(Receiver receiver, int endpoints, int events) throws InterruptedException {
        CountDownLatch end = new CountDownLatch(endpoints);
        long start = System.nanoTime();
        for (int i = 0; i < endpoints; i++) {
            URI url = URI.create(receiver.url(i));
            new Thread(() -> {
                post(url, events);
                end.countDown();
            }).start();
        }
        end.await();
        return (double) endpoints * events * 1e9 / (System.nanoTime() - start);
    }

    private static void post(URI url, int events) {
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(PAYLOAD))
                .build();
        try {
            for (int i = 0; i < events; i++) {
                client.send(request, HttpResponse.BodyHandlers.discarding());
            }
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private void close() {
        webhooking.dispatcher().close();
        store.close();
    }

    /** Reads requests of connections that stay open, and answers each with 204. */
    private static final class Receiver implements AutoCloseable {
        private static final byte[] ANSWER = "HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

        final AtomicLong received = new AtomicLong();
        private final ServerSocket server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());

        Receiver() throws IOException {
            daemon(this::accept);
        }

        private static void daemon(Runnable work) {
            Thread thread = new Thread(work);
            thread.setDaemon(true);
            thread.start();
        }

        int port() {
            return server.getLocalPort();
        }

        String url(int endpoint) {
            return "http://127.0.0.1:" + port() + "/" + endpoint;
        }

        private void accept() {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    socket.setTcpNoDelay(true);
                    daemon(() -> serve(socket));
                } catch (IOException closed) {
                    return;
                }
            }
        }

        private void serve(Socket socket) {
            try (socket;
                    InputStream in = new BufferedInputStream(socket.getInputStream())) {
                for (int length = head(in); length >= 0; length = head(in)) {
                    in.skipNBytes(length);
                    socket.getOutputStream().write(ANSWER);
                    received.incrementAndGet();
                }
            } catch (IOException closed) {
                // The sender has closed the connection.
            }
        }

        /** Reads the header; returns the length of the body, or -1 at the end. */
        private static int head(InputStream in) throws IOException {
            int length = 0;
            StringBuilder line = new StringBuilder();
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next != '\n') {
                    line.append((char) next);
                } else if (line.length() <= 1) {
                    return length;
                } else {
                    if (line.toString().regionMatches(true, 0, "content-length:", 0, 15)) {
                        length = Integer.parseInt(line.substring(15).strip());
                    }
                    line.setLength(0);
                }
            }
            return -1;
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
