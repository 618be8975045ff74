package telltale.kafka;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
import telltale.settings.ReplicatedLogSettings;
import telltale.spool.Spool;
import telltale.store.Store;
import telltale.store.postgresql.PostgresConnections;
import telltale.store.postgresql.PostgresStore;
import telltale.supervision.Supervisor;

/** The recording parts of a node with a replicated log. */
final class LogNode implements AutoCloseable {
    final Spool spool;
    final Store store;
    final LogTransfer transfer;
    final KafkaLog log;
    final EventLog events;
    /** The hits that were answered. */
    final AtomicLong answered = new AtomicLong();

    LogNode(Path folder, String database, ReplicatedLogSettings settings) throws IOException {
        Supervisor supervisor = Supervisor.withoutExit();
        spool = Spool.open(folder);
        store = PostgresStore.open(
                PostgresConnections.to(database, "postgres", null, Duration.ofSeconds(5)),
                spool.id(),
                (same, secrets) -> {});
        transfer = new LogTransfer(store.logReplay(), settings.retention(), Clock.systemUTC());
        log = new KafkaLog(supervisor, settings, transfer);
        events = new EventLog(
                supervisor,
                store,
                spool,
                log,
                Networks::builtIn,
                new Random(folder.hashCode()),
                100_000,
                Duration.ofSeconds(20),
                Duration.ofMillis(50),
                PrivacyProfile.INDIVIDUAL,
                event -> true);
        // Connects before several threads do.
        var unused = store.health();
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
                            Instant.now(),
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
