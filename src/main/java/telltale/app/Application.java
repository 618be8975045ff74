package telltale.app;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.recording.EventLog;
import telltale.recording.Retention;
import telltale.sending.TrackedSending;
import telltale.sending.Tracker;
import telltale.settings.DatabaseSettings;
import telltale.settings.Settings;
import telltale.spool.Spool;
import telltale.store.Store;
import telltale.store.StoreHealth;
import telltale.store.StoreUnavailable;
import telltale.store.jdbc.JdbcStore;
import telltale.token.KeyRing;
import telltale.token.Tokens;
import telltale.web.Access;
import telltale.web.ApiFilter;
import telltale.web.CampaignsServlet;
import telltale.web.ClickServlet;
import telltale.web.ClientAddress;
import telltale.web.DeliveriesServlet;
import telltale.web.ErrorServlet;
import telltale.web.HealthServlet;
import telltale.web.MetricsServlet;
import telltale.web.PixelServlet;
import telltale.web.RecountServlet;
import telltale.web.SecurityHeaders;
import telltale.web.TrackServlet;

/** All of Telltale, made from its settings: read it from top to bottom to see what stands on what. */
public final class Application implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Application.class);
    /** How long a caller waits for another one's writing before the database counts as away. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** How many hits may wait to be stored: some seconds of the highest load that one node takes. */
    private static final int WAITING_HITS = 20_000;
    /** How long the answer to a hit waits for its event at the most. */
    private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(1);
    /** How long a database that was away is left alone before it is tried again. */
    private static final Duration DATABASE_PROBE = Duration.ofSeconds(1);

    /** Identifiers of events are no secret, and each hit needs one: the fast generator is good enough. */
    private static final RandomGenerator EVENT_IDS =
            () -> ThreadLocalRandom.current().nextLong();

    private final Deque<AutoCloseable> closing = new ArrayDeque<>();

    final SecurityHeaders securityHeaders = new SecurityHeaders();
    final ErrorServlet errors = new ErrorServlet();
    final ApiFilter apiDoor;
    final PixelServlet pixel;
    final ClickServlet click;
    final TrackServlet track;
    final DeliveriesServlet deliveries;
    final CampaignsServlet campaigns;
    final RecountServlet recount;
    final MetricsServlet metrics;
    final HealthServlet health;

    /**
     * Makes and starts everything.
     *
     * @throws CannotStart with what to do about it; nothing is left running then
     */
    public Application(Settings settings) {
        try {
            Clock clock = Clock.systemUTC();
            RandomGenerator random = new SecureRandom();
            PixelLook look = PixelLook.of(settings);

            HomeFolder home = closedLater(HomeFolder.open(settings.home()));
            Access access =
                    new Access(home.key(HomeFolder.ADMIN_KEY), settings.trackKey() ? home.key("track-key") : null);
            Tokens tokens = new Tokens(new KeyRing(SigningKeys.of(settings.secret(), home)));
            Store store = closedLater(openStore(settings, home));
            Spool spool = closedLater(openSpool(settings));
            EventLog events =
                    closedLater(new EventLog(store, spool, EVENT_IDS, WAITING_HITS, ANSWER_DEADLINE, DATABASE_PROBE));
            closedLater(new Retention(store, settings.retention(), clock));
            Tracker tracker = OutgoingMail.of(settings, clock)
                    .tracker(mail -> new TrackedSending(
                            store, mail.sender(), mail.from(), look.inMails(mail.pixelUrl(), tokens), clock, random));

            apiDoor = new ApiFilter(access, events);
            ClientAddress client = new ClientAddress(settings.trustedProxies());
            pixel = new PixelServlet(events, tokens, clock, look.image(), client);
            click = new ClickServlet(events, tokens, clock, client);
            track = new TrackServlet(tracker, access, settings.defaultTo());
            deliveries = new DeliveriesServlet(store);
            campaigns = new CampaignsServlet(store, clock);
            recount = new RecountServlet(store);
            metrics = new MetricsServlet(events, spool, store, access);
            health = new HealthServlet(store, events, spool, settings, access);
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    /** Closes what was made, the last first: hits that wait are stored before the database goes. */
    @Override
    public void close() {
        while (!closing.isEmpty()) {
            try {
                closing.pop().close();
            } catch (Exception failed) {
                log.error("Something did not close", failed);
            }
        }
    }

    private <T extends AutoCloseable> T closedLater(T part) {
        closing.push(part);
        return part;
    }

    private static Spool openSpool(Settings settings) {
        Path folder = settings.spool();
        try {
            Spool spool = Spool.open(folder);
            if (spool.waiting() > 0) {
                log.info(
                        "{} events may wait in the spool {} and are brought into the database.",
                        spool.waiting(),
                        folder);
            }
            return spool;
        } catch (IOException | IllegalStateException failed) {
            throw new CannotStart(
                    "The spool folder " + folder + " cannot be used: " + failed.getMessage()
                            + " Make it writable, or set TELLTALE_SPOOL to another folder.",
                    failed);
        }
    }

    static Path databaseFile(Settings settings) {
        return settings.database()
                .match(DatabaseSettings.Embedded::file, server -> noServerYet(), container -> noServerYet());
    }

    private static Path noServerYet() {
        throw new CannotStart(
                "PostgreSQL comes with a later version. Set TELLTALE_DATABASE_URL to jdbc:sqlite: alone.");
    }

    private static Store openStore(Settings settings, HomeFolder home) {
        Path file = databaseFile(settings);
        try {
            Store store = JdbcStore.embedded(file, home.file("native"), PATIENCE);
            StoreHealth health = store.health();
            log.info("The database is {}: {}", file, health.details());
            if (!health.durable()) {
                log.error("The database does not sync its commits: a power failure may lose what was answered.");
            }
            int interrupted = store.failInterrupted(TrackedSending.INTERRUPTED);
            if (interrupted > 0) {
                log.warn("{} deliveries were being sent when Telltale ended; they are failed: in doubt.", interrupted);
            }
            return store;
        } catch (StoreUnavailable | IllegalStateException failed) {
            throw new CannotStart(
                    "The database " + file + " cannot be used: " + failed.getMessage()
                            + " Close other programs that hold it, or restore it from a backup.",
                    failed);
        }
    }
}
