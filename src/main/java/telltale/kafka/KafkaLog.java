package telltale.kafka;

import java.nio.ByteBuffer;
import java.security.Provider;
import java.security.Security;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.recording.LogTransfer;
import telltale.recording.ReplicatedLog;
import telltale.settings.ReplicatedLogSettings;
import telltale.spool.EventRecords;
import telltale.supervision.SupervisedThread;
import telltale.supervision.Supervisor;

/**
 * The log in a topic of Apache Kafka. An event is appended under the key of its delivery, and acknowledged by all replicas that
 * are in sync. While the cluster cannot be reached or its topic is unsafe, nothing is appended.
 */
public final class KafkaLog implements ReplicatedLog, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KafkaLog.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration LAG_INTERVAL = Duration.ofSeconds(5);
    private static final long RETRY_MILLIS = 1_000;

    private final ReplicatedLogSettings settings;
    private final LogTransfer transfer;
    private final SupervisedThread thread;
    private final Map<Integer, Long> appended = new ConcurrentHashMap<>();
    private volatile @Nullable Producer<byte[], byte[]> producer;
    private volatile @Nullable UUID id;
    private volatile boolean available;
    private volatile String fault = "Kafka has not answered yet";
    private volatile boolean closed;
    private volatile @Nullable LogConsumer consumer;
    private volatile @Nullable LogLag lag;
    private volatile OptionalLong waiting = OptionalLong.empty();

    /**
     * @param supervisor runs the thread that connects, checks the topic, and then consumes
     * @param transfer stores what is consumed
     */
    public KafkaLog(Supervisor supervisor, ReplicatedLogSettings settings, LogTransfer transfer) {
        this.settings = settings;
        this.transfer = transfer;
        this.thread = supervisor.prepare("log", this::run);
    }

    /** Starts to connect. */
    public void start() {
        thread.start();
    }

    /** Counts the hits that the database does not have yet; returns the pause before the next time. */
    public Duration measure() {
        LogLag current = lag;
        waiting = current == null ? OptionalLong.empty() : current.count();
        return LAG_INTERVAL;
    }

    @Override
    public OptionalLong waiting() {
        return waiting;
    }

    @Override
    public List<Event> append(List<Event> events, Duration deadline) {
        Producer<byte[], byte[]> current = producer;
        if (current == null || events.isEmpty()) {
            return events;
        }
        long until = System.nanoTime() + deadline.toNanos();
        List<Event> unacknowledged = new ArrayList<>();
        try {
            List<Future<RecordMetadata>> sent = send(current, events);
            for (int i = 0; i < sent.size(); i++) {
                if (!isAcknowledged(sent.get(i), until)) {
                    unacknowledged.add(events.get(i));
                }
            }
            unacknowledged.addAll(events.subList(sent.size(), events.size()));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            unacknowledged = events;
        }
        setAvailable(unacknowledged.isEmpty());
        return unacknowledged;
    }

    /** Sends events until one is refused, which all later ones would be, too. */
    private List<Future<RecordMetadata>> send(Producer<byte[], byte[]> to, List<Event> events) {
        EventRecords records = new EventRecords();
        List<Future<RecordMetadata>> sent = new ArrayList<>(events.size());
        try {
            for (Event event : events) {
                sent.add(to.send(new ProducerRecord<>(settings.topic(), key(event.delivery()), records.encode(event))));
            }
        } catch (KafkaException | IllegalStateException refused) {
            fault = LogFault.sentence(refused, settings.topic());
        }
        return sent;
    }

    private static byte @Nullable [] key(@Nullable DeliveryId delivery) {
        return delivery == null
                ? null
                : ByteBuffer.allocate(16)
                        .putLong(delivery.value().getMostSignificantBits())
                        .putLong(delivery.value().getLeastSignificantBits())
                        .array();
    }

    private boolean isAcknowledged(Future<RecordMetadata> sent, long until) throws InterruptedException {
        try {
            RecordMetadata metadata = sent.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
            appended.merge(metadata.partition(), metadata.offset() + 1, Math::max);
            return true;
        } catch (ExecutionException failed) {
            fault = LogFault.sentence(failed, settings.topic());
        } catch (TimeoutException late) {
            fault = "Kafka has not acknowledged hits in time";
        }
        return false;
    }

    private void setAvailable(boolean isAvailable) {
        if (available != isAvailable) {
            available = isAvailable;
            if (isAvailable) {
                log.info("The replicated log accepts hits.");
            } else {
                log.error("The replicated log accepts no hits; they wait in the spool: {}", fault);
            }
        }
    }

    @Override
    public boolean isAvailable() {
        return available;
    }

    @Override
    public Optional<UUID> id() {
        return Optional.ofNullable(id);
    }

    @Override
    public Map<Integer, Long> appended() {
        return Map.copyOf(appended);
    }

    @Override
    public Optional<String> fault() {
        return available ? Optional.empty() : Optional.of(fault);
    }

    private void run() throws InterruptedException {
        // Kafka loads the classes that properties name through it.
        Thread.currentThread().setContextClassLoader(KafkaLog.class.getClassLoader());
        ClientProperties properties = connect();
        UUID topic = id;
        if (properties == null || topic == null) {
            return;
        }
        if (lag == null) {
            lag = new LogLag(Admin.create(properties.admin()), settings.topic(), topic, transfer);
        }
        if (settings.isConsumer()) {
            try (LogConsumer opened = new LogConsumer(properties, settings.topic(), topic, transfer)) {
                consumer = opened;
                opened.run(() -> closed);
            } finally {
                consumer = null;
            }
        }
    }

    /** Repeats until the topic is safe and the producer knows its partitions; null if the log is closed before. */
    private @Nullable ClientProperties connect() throws InterruptedException {
        while (!closed) {
            try {
                ClientProperties properties = new ClientProperties(settings);
                ensureTopic(properties);
                if (producer == null) {
                    openProducer(properties);
                }
                return properties;
            } catch (ExecutionException
                    | KafkaException
                    | LogTopic.UnsafeTopicException
                    | IllegalArgumentException failed) {
                note(LogFault.sentence(failed, settings.topic()));
                if (!closed) {
                    TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
                }
            }
        }
        return null;
    }

    private void note(String sentence) {
        if (!sentence.equals(fault)) {
            fault = sentence;
            log.error("The replicated log cannot be used; hits wait in the spool: {}.", sentence);
        }
    }

    private void ensureTopic(ClientProperties properties) throws ExecutionException, InterruptedException {
        Admin admin = Admin.create(properties.admin());
        try {
            id = new LogTopic(admin, settings).ensure();
        } finally {
            // Without a limit, it waits for brokers that are gone.
            admin.close(Duration.ZERO);
        }
    }

    /** Also loads the partitions, so that the first hit does not wait for them. */
    private void openProducer(ClientProperties properties) {
        KafkaProducer<byte[], byte[]> opened =
                new KafkaProducer<>(properties.producer(), new ByteArraySerializer(), new ByteArraySerializer());
        boolean isReady = false;
        try {
            var unused = opened.partitionsFor(settings.topic());
            isReady = true;
        } finally {
            if (!isReady) {
                opened.close(Duration.ZERO);
            }
        }
        producer = opened;
        setAvailable(true);
    }

    /**
     * Removes the security providers that Kafka's logins have added to the JVM, which would keep the class loader of this
     * application in memory. Kafka adds them once in a class loader, so this is for the end of the application.
     */
    public static void removeProviders() {
        for (Provider provider : Security.getProviders()) {
            if (provider.getClass().getName().startsWith("org.apache.kafka.")
                    && provider.getClass().getClassLoader() == KafkaLog.class.getClassLoader()) {
                Security.removeProvider(provider.getName());
            }
        }
    }

    /** Ends consuming after the transaction that runs, and leaves the group. */
    @Override
    public void close() {
        closed = true;
        LogConsumer current = consumer;
        if (current != null) {
            current.wakeUp();
        }
        if (!thread.joinWithin(CLOSE_TIMEOUT.multipliedBy(2))) {
            thread.interrupt();
        }
        Producer<byte[], byte[]> opened = producer;
        if (opened != null) {
            opened.close(CLOSE_TIMEOUT);
        }
        LogLag counting = lag;
        if (counting != null) {
            counting.close();
        }
    }
}
