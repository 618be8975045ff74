package telltale.sending;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.message.MessageContent;
import telltale.message.Personalizer;
import telltale.message.Recipient;
import telltale.message.ReturnPath;
import telltale.message.SenderFields;
import telltale.message.TestMessages;
import telltale.message.check.MessageChecks;
import telltale.message.check.SenderChecks;
import telltale.message.html.RecipientLinks;
import telltale.message.html.Tracking;
import telltale.message.html.TrackingPixel;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.Host;
import telltale.model.ImmutableBytes;
import telltale.model.Mailbox;
import telltale.model.ServerScope;
import telltale.model.Suppression;
import telltale.model.WarmUp;
import telltale.pace.Pacer;
import telltale.settings.SmtpServer;
import telltale.smtp.MailSender;
import telltale.smtp.ScriptedSmtpServer;
import telltale.smtp.SmtpMailSender;
import telltale.smtp.SmtpRoute;
import telltale.smtp.SmtpTimeouts;
import telltale.store.DeliveryQuery;
import telltale.store.EnqueueResult;
import telltale.store.NewDelivery;
import telltale.store.Persons;
import telltale.store.Store;
import telltale.store.sqlite.SqliteStore;
import telltale.supervision.Deadlines;
import telltale.supervision.Supervisor;
import telltale.token.PersonKeys;

/** The whole sending path over an embedded database, with a mail sender of the test's choice. */
public final class SendingFixture implements AutoCloseable {
    public static final Mailbox SHOP = new Mailbox("Shop", EmailAddress.parse("shop@example.com"));
    static final PersonKeys KEYS = new PersonKeys(new byte[32]);
    static final RetrySchedule QUICK =
            new RetrySchedule(Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofDays(4));

    final Store store;
    final PrometheusRegistry registry = new PrometheusRegistry();
    final Supervisor supervisor = Supervisor.withoutExit();
    private final Deadlines deadlines = new Deadlines(supervisor);
    final MailServers servers;
    final CircuitBreaker breaker;
    final OutboundQueue queue;
    final ImmediateSender immediateSender;
    final SubmissionService submission;

    SendingFixture(Path home, MailSender sender, RetrySchedule retrySchedule) {
        this(home, sender, retrySchedule, new SendingLimits(4, 0, 0));
    }

    SendingFixture(Path home, MailSender sender, RetrySchedule retrySchedule, SendingLimits limits) {
        this(home, sender, retrySchedule, limits, store -> store);
    }

    /**
     * @param connection wraps the store, for example to lose responses
     */
    SendingFixture(
            Path home,
            MailSender sender,
            RetrySchedule retrySchedule,
            SendingLimits limits,
            UnaryOperator<Store> connection) {
        this(home, sender, retrySchedule, limits, connection, SendingFixture::tracking);
    }

    /**
     * @param tracking returns the tracking of a delivery
     */
    SendingFixture(
            Path home,
            MailSender sender,
            RetrySchedule retrySchedule,
            SendingLimits limits,
            UnaryOperator<Store> connection,
            Function<DeliveryId, Tracking> tracking) {
        this(
                home,
                sender,
                retrySchedule,
                limits,
                connection,
                tracking,
                Duration.ofMillis(200),
                null,
                TestMessages.UNSIGNED);
    }

    /**
     * @param pause of a server that accepts no mail, before it is probed
     */
    SendingFixture(Path home, MailSender sender, RetrySchedule retrySchedule, Duration pause) {
        this(
                home,
                sender,
                retrySchedule,
                new SendingLimits(4, 0, 0),
                store -> store,
                SendingFixture::tracking,
                pause,
                null,
                TestMessages.UNSIGNED);
    }

    /**
     * @param footer of bulk mail
     */
    SendingFixture(Path home, MailSender sender, String footer) {
        this(
                home,
                sender,
                QUICK,
                new SendingLimits(4, 0, 0),
                store -> store,
                SendingFixture::tracking,
                Duration.ofMillis(200),
                footer,
                TestMessages.UNSIGNED);
    }

    /**
     * @param returnPath names the identifiers by which what comes back is recognized
     */
    SendingFixture(Path home, MailSender sender, SendingLimits limits, ReturnPath returnPath) {
        this(
                home,
                sender,
                QUICK,
                limits,
                store -> store,
                SendingFixture::tracking,
                Duration.ofMillis(200),
                null,
                returnPath);
    }

    /** The sending path to a server on a port of this machine, with pixel and tracked links. */
    public static SendingFixture to(int port, Path home, Function<DeliveryId, Tracking> tracking) {
        return new SendingFixture(home, sender(port), QUICK, new SendingLimits(4, 0, 0), store -> store, tracking);
    }

    public SubmissionService submission() {
        return submission;
    }

    public Store store() {
        return store;
    }

    private SendingFixture(
            Path home,
            MailSender sender,
            RetrySchedule retrySchedule,
            SendingLimits limits,
            UnaryOperator<Store> connection,
            Function<DeliveryId, Tracking> tracking,
            Duration pause,
            @Nullable String footer,
            ReturnPath returnPath) {
        this(
                home,
                metrics -> List.of(server("main", 1, ServerScope.ALL, limits, sender, pause, metrics)),
                retrySchedule,
                connection,
                tracking,
                footer,
                returnPath,
                store -> Pacer.OFF,
                List.of());
    }

    /**
     * @param servers several mail servers
     */
    SendingFixture(Path home, Function<SendingMetrics, List<MailServer>> servers) {
        this(home, servers, store -> Pacer.OFF, List.of());
    }

    /**
     * @param servers several mail servers
     * @param pacer limits the mail to each provider
     */
    SendingFixture(
            Path home,
            Function<SendingMetrics, List<MailServer>> servers,
            Function<Store, Pacer> pacer,
            List<WarmUp> warmUps) {
        this(
                home,
                servers,
                QUICK,
                store -> store,
                SendingFixture::tracking,
                null,
                TestMessages.UNSIGNED,
                pacer,
                warmUps);
    }

    private SendingFixture(
            Path home,
            Function<SendingMetrics, List<MailServer>> servers,
            RetrySchedule retrySchedule,
            UnaryOperator<Store> connection,
            Function<DeliveryId, Tracking> tracking,
            @Nullable String footer,
            ReturnPath returnPath,
            Function<Store, Pacer> pacer,
            List<WarmUp> warmUps) {
        Clock clock = Clock.systemUTC();
        this.store = connection.apply(SqliteStore.open(
                home.resolve("telltale.db"),
                home.resolve("native"),
                Duration.ofSeconds(1),
                address -> Optional.of(KEYS.keyOf(address))));
        Personalizer personalizer = new Personalizer(tracking, SendingFixture::recipientLinks, returnPath, footer);
        Preparations preparations = Preparations.open(home.resolve("preparing"));
        SendingMetrics metrics = new SendingMetrics(registry);
        this.servers = new MailServers(servers.apply(metrics), "example.com", pacer.apply(store), warmUps);
        this.breaker = this.servers.all().get(0).breaker();
        this.queue = new OutboundQueue(
                supervisor,
                store,
                this.servers,
                personalizer,
                retrySchedule,
                preparations,
                metrics,
                clock,
                new Random(42));
        queue.start();
        this.immediateSender = new ImmediateSender(
                queue,
                SHOP,
                personalizer,
                SenderFields.NONE,
                null,
                Duration.ofSeconds(2),
                deadlines,
                clock,
                new Random(43));
        this.submission = new SubmissionService(
                store,
                queue,
                SHOP,
                List.of("example.org"),
                SenderFields.NONE,
                null,
                checks(personalizer),
                clock,
                new Random(44));
    }

    /**
     * A mail server.
     *
     * @param pause while it accepts no mail, before it is probed
     */
    static MailServer server(
            String name,
            int weight,
            ServerScope scope,
            SendingLimits limits,
            MailSender sender,
            Duration pause,
            SendingMetrics metrics) {
        CircuitBreaker breaker = new CircuitBreaker(name, metrics, Clock.systemUTC(), new Random(45), pause);
        return new MailServer(name, "127.0.0.1", weight, scope, limits, sender, breaker);
    }

    static MessageChecks checks(Personalizer personalizer) {
        SenderChecks.Setup setup = new SenderChecks.Setup(null, null, new Host("localhost"), false);
        return new MessageChecks(personalizer, new SenderChecks(any -> setup, domain -> false));
    }

    static Tracking tracking(DeliveryId delivery) {
        return new Tracking(TrackingPixel.invisible(URI.create("http://localhost/app/pixel/" + delivery)), null);
    }

    static RecipientLinks recipientLinks(DeliveryId delivery) {
        return new RecipientLinks(
                "https://localhost/app/unsubscribe/" + delivery,
                "https://localhost/app/preferences/" + delivery,
                "https://localhost/app/consent/" + delivery,
                "https://localhost/app/view/" + delivery);
    }

    static MessageContent content(String subject, @Nullable String html, @Nullable String text) {
        return new MessageContent(
                SHOP, List.of(), null, List.of(), subject, html, text, List.of(), List.of(), "spring", true, Map.of(),
                true, true, true);
    }

    static Recipient recipient(String address, Map<String, Object> data) {
        return new Recipient(new Mailbox("", EmailAddress.parse(address)), data);
    }

    void suppress(EmailAddress address, Suppression suppression) {
        store.persons().suppress(List.of(new Persons.Suppressed(address, suppression)));
    }

    /** Submits a message to all recipients. */
    List<EnqueueResult> submit(MessageContent content, @Nullable String key, List<Recipient> recipients) {
        SubmissionService.PendingMessage message =
                submission.begin(content, null, SendTime.NOW, key, bytes(content.subject()));
        List<NewDelivery> checked = new ArrayList<>();
        recipients.forEach(recipient -> checked.add(message.prepare(recipient)));
        return message.add(0, checked);
    }

    /** Submits a message without merge fields. */
    void submit(String... recipients) {
        submit(
                content("Hi", "<p>Hi</p>", null),
                null,
                Stream.of(recipients).map(to -> recipient(to, Map.of())).toList());
    }

    static SmtpMailSender sender(ScriptedSmtpServer server) {
        return sender(server.port());
    }

    static SmtpMailSender sender(int port) {
        SmtpServer address = new SmtpServer("127.0.0.1", port, SmtpServer.Tls.NONE, null);
        return new SmtpMailSender(SmtpRoute.to(address, SmtpTimeouts.DEFAULT), Clock.systemUTC());
    }

    List<Delivery> in(DeliveryState state) {
        return store.deliveries(new DeliveryQuery(null, null, state, null, 200)).deliveries();
    }

    static void await(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 1000 && !condition.getAsBoolean(); i++) {
            Thread.sleep(10);
        }
        org.junit.jupiter.api.Assertions.assertTrue(
                condition.getAsBoolean(), "the condition did not become true within ten seconds");
    }

    static ImmutableBytes bytes(String text) {
        return new ImmutableBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        immediateSender.close();
        deadlines.close();
        queue.close();
        store.close();
    }
}
