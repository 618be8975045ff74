package telltale.kafka;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import telltale.judging.Networks;
import telltale.model.Client;
import telltale.model.DeliveryId;
import telltale.model.EventKind;
import telltale.model.Hit;
import telltale.model.PrivacyProfile;
import telltale.recording.EventLog;
import telltale.recording.LogTransfer;
import telltale.restore.Ledgers;
import telltale.settings.ReplicatedLogSettings;
import telltale.spool.Spool;
import telltale.store.Store;
import telltale.store.postgresql.PostgresConnections;
import telltale.store.postgresql.PostgresStore;
import telltale.supervision.Supervisor;
import telltale.token.PersonKeys;

/** The recording parts of a node with a replicated log. */
final class LogNode implements AutoCloseable {
    static final PersonKeys KEYS = new PersonKeys(new byte[32]);

    final Path home;
    private final Clock clock;
    final Spool spool;
    final Store store;
    final LogTransfer transfer;
    final KafkaLog log;
    final EventLog events;
    /** The hits that were answered. */
    final AtomicLong answered = new AtomicLong();

    /**
     * @param home the folder with its spool and its ledgers
     */
    LogNode(Path home, String database, ReplicatedLogSettings settings, Clock clock) throws IOException {
        this.clock = clock;
        this.home = Files.createDirectories(home);
        Supervisor supervisor = Supervisor.withoutExit();
        spool = Spool.open(home.resolve("spool"));
        store = PostgresStore.open(
                PostgresConnections.to(database, "postgres", null, Duration.ofSeconds(5)),
                spool.id(),
                address -> Optional.of(KEYS.keyOf(address)),
                (same, secrets) -> {});
        transfer = new LogTransfer(store.logReplay(), settings.retention(), clock);
        log = new KafkaLog(supervisor, settings, transfer);
        events = new EventLog(
                supervisor,
                store,
                spool,
                log,
                Networks::builtIn,
                new Random(home.hashCode()),
                100_000,
                Duration.ofSeconds(20),
                Duration.ofMillis(50),
                PrivacyProfile.INDIVIDUAL,
                event -> true);
        // Connects before several threads do.
        var unused = store.health();
        Ledgers.apply(store, home, clock);
        log.start();
        events.start();
    }

    /** Opens of a mail, at once. */
    void open(DeliveryId delivery, int count) {
        open(delivery, count, PrivacyProfile.INDIVIDUAL);
    }

    void open(DeliveryId delivery, int count, PrivacyProfile profile) {
        for (int i = 0; i < count; i++) {
            events.append(
                    new Hit(
                            EventKind.OPEN,
                            delivery,
                            0,
                            clock.instant(),
                            Client.of("Mozilla/5.0", Set.of()),
                            InetAddress.getLoopbackAddress(),
                            profile),
                    answered::incrementAndGet);
        }
    }

    @Override
    public void close() {
        events.close();
        log.close();
        store.close();
        spool.close();
    }
}
