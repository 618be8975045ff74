package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.message.Personalizer;
import telltale.message.SenderFields;
import telltale.message.TestMessages;
import telltale.message.html.RecipientLinks;
import telltale.message.html.Tracking;
import telltale.message.html.TrackingPixel;
import telltale.model.EmailAddress;
import telltale.model.Mailbox;
import telltale.model.Role;
import telltale.model.ServerScope;
import telltale.model.Topic;
import telltale.pace.Pacer;
import telltale.sending.CircuitBreaker;
import telltale.sending.ImmediateSender;
import telltale.sending.MailServer;
import telltale.sending.MailServers;
import telltale.sending.OutboundQueue;
import telltale.sending.Preparations;
import telltale.sending.RetrySchedule;
import telltale.sending.SendingLimits;
import telltale.sending.SendingMetrics;
import telltale.sending.SendingNotConfiguredException;
import telltale.settings.SmtpServer;
import telltale.smtp.ScriptedSmtpServer;
import telltale.smtp.ScriptedSmtpServer.Step;
import telltale.smtp.SmtpMailSender;
import telltale.smtp.SmtpRoute;
import telltale.smtp.SmtpTimeouts;
import telltale.store.Shards;
import telltale.store.Store;
import telltale.store.sqlite.SqliteStore;
import telltale.supervision.Deadlines;
import telltale.supervision.Supervisor;
import telltale.token.PersonKeys;
import telltale.web.gate.BodyRule;
import telltale.web.gate.Caller;
import telltale.web.gate.Lane;
import telltale.web.gate.Route;
import telltale.web.gate.Router;
import telltale.web.gate.Routes;
import telltale.web.gate.TestAudit;
import telltale.web.http.Handler;
import telltale.web.http.Identity;

/** {@code /track} over HTTP, in a container with few threads and with a mail server that tests can stall. */
class TrackApiTest {
    private static final String KEY = "a-track-key-of-this-test";
    private static final int THREADS = 20;
    private static final int CALLS = 200;
    private static final Mailbox SHOP = new Mailbox("Shop", EmailAddress.parse("shop@example.com"));

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Tomcat tomcat = new Tomcat();
    private final CountDownLatch over = new CountDownLatch(1);
    private ScriptedSmtpServer server;
    private Store store;
    private OutboundQueue dispatch;
    private ImmediateSender tracking;

    @BeforeEach
    void start() throws Exception {
        server = ScriptedSmtpServer.start().delay(Step.END_OF_DATA, over);
        PersonKeys keys = new PersonKeys(new byte[32]);
        store = SqliteStore.open(
                folder.resolve("telltale.db"),
                folder.resolve("native"),
                Duration.ofSeconds(5),
                address -> Optional.of(keys.keyOf(address)));
        Personalizer tailor = new Personalizer(
                id -> new Tracking(TrackingPixel.invisible(URI.create("http://localhost/app/pixel/" + id)), null),
                id -> new RecipientLinks(
                        "https://localhost/u/" + id,
                        "https://localhost/p/" + id,
                        "https://localhost/c/" + id,
                        "https://localhost/v/" + id),
                TestMessages.UNSIGNED,
                null);
        SmtpServer smtp = new SmtpServer("127.0.0.1", server.port(), SmtpServer.Tls.NONE, null);
        Clock clock = Clock.systemUTC();
        SendingMetrics metrics = new SendingMetrics(new PrometheusRegistry());
        dispatch = new OutboundQueue(
                Supervisor.withoutExit(),
                store,
                new MailServers(
                        List.of(new MailServer(
                                MailServer.MAIN,
                                "127.0.0.1",
                                1,
                                ServerScope.ALL,
                                new SendingLimits(4, 0, 0),
                                new SmtpMailSender(SmtpRoute.to(smtp, SmtpTimeouts.DEFAULT), clock),
                                new CircuitBreaker(MailServer.MAIN, metrics, clock, new Random(44)))),
                        "example.com",
                        Pacer.OFF,
                        List.of()),
                tailor,
                RetrySchedule.of(Duration.ofDays(4)),
                Preparations.open(folder.resolve("preparing")),
                metrics,
                clock,
                new Random(42));
        dispatch.start();
        tracking = new ImmediateSender(
                dispatch,
                SHOP,
                tailor,
                SenderFields.NONE,
                null,
                Duration.ofMinutes(2),
                new Deadlines(Supervisor.withoutExit()),
                clock,
                new Random(43));
        tomcat.setBaseDir(folder.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.getConnector().setProperty("maxThreads", String.valueOf(THREADS));
        tomcat.addContext(
                        "/app",
                        Files.createDirectories(folder.resolve("webapp")).toString())
                .addServletContainerInitializer((classes, context) -> compose(context), null);
        tomcat.start();
    }

    private void compose(ServletContext context) {
        TrackApi track = new TrackApi(
                tracking,
                () -> {
                    throw new SendingNotConfiguredException("MAIL_SERVER");
                },
                null,
                Topic::named);
        Handler send = request -> {
            Identity.TRACK.attachTo(request.http());
            return track.send(request);
        };
        Routes routes = new Routes(List.of(List.of(
                new Route("GET", "/track", Lane.KEYED, Caller.SENDER, Set.of(Role.SEND), BodyRule.NONE, send),
                new Route("POST", "/track", Lane.KEYED, Caller.SENDER, Set.of(Role.SEND), BodyRule.NONE, send))));
        put(context, "/track", new Router(routes, TestAudit.ofUnauditedRoutes(), Shards.ONE, track::stop));
        put(context, "/ready", new HttpServlet() {
            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) {
                response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            }
        });
    }

    private static void put(ServletContext context, String address, Servlet servlet) {
        ServletRegistration.Dynamic registration = context.addServlet(address, servlet);
        registration.setAsyncSupported(true);
        registration.addMapping(address);
    }

    @AfterEach
    void stop() throws Exception {
        over.countDown();
        tomcat.stop();
        tomcat.destroy();
        tracking.close();
        dispatch.close();
        store.close();
        server.close();
    }

    @Test
    void requestsThatWaitForAStalledMailServerOccupyNoThreadAndAreAnswered() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> calls = call();
        awaitQueued(calls);

        for (int i = 0; i < 50; i++) {
            HttpRequest ready = HttpRequest.newBuilder(address("/ready"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            assertEquals(204, client.send(ready, BodyHandlers.discarding()).statusCode());
        }
        assertEquals(CALLS, calls.stream().filter(call -> !call.isDone()).count());

        over.countDown();
        for (CompletableFuture<HttpResponse<String>> call : calls) {
            HttpResponse<String> answer = call.join();
            assertEquals(200, answer.statusCode(), answer::body);
            assertTrue(answer.body().contains("\"accepted\""), answer::body);
        }
        assertEquals(CALLS, server.messages().size());
    }

    @Test
    void requestsThatWaitDuringShutdownAreAnsweredAsQueued() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> calls = call();
        awaitQueued(calls);

        tracking.close();

        for (CompletableFuture<HttpResponse<String>> call : calls) {
            assertEquals(202, call.join().statusCode());
        }
    }

    @Test
    void aDisconnectedClientDoesNotDelayOtherResponses() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> calls = call();
        awaitQueued(calls);
        calls.subList(0, CALLS / 2).forEach(call -> call.cancel(true));

        over.countDown();

        for (CompletableFuture<HttpResponse<String>> call : calls.subList(CALLS / 2, CALLS)) {
            assertEquals(200, call.join().statusCode());
        }
    }

    private List<CompletableFuture<HttpResponse<String>>> call() {
        return IntStream.range(0, CALLS)
                .mapToObj(i -> HttpRequest.newBuilder(address("/track"))
                        .header("Authorization", "Bearer " + KEY)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"to\":\"r" + i + "@example.com\",\"subject\":\"Hi\",\"text\":\"Hi\"}"))
                        .build())
                .map(request -> client.sendAsync(request, BodyHandlers.ofString()))
                .toList();
    }

    private void awaitQueued(List<CompletableFuture<HttpResponse<String>>> calls) throws InterruptedException {
        for (int i = 0; i < 1_000 && kept() < CALLS; i++) {
            Thread.sleep(10);
        }
        assertEquals(
                CALLS,
                kept(),
                () -> "answered: "
                        + calls.stream()
                                .filter(CompletableFuture::isDone)
                                .map(call -> call.join().body())
                                .toList());
    }

    private int kept() {
        return store.messages().queued(null, null, CALLS).size();
    }

    private URI address(String path) {
        return URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/app" + path);
    }
}
