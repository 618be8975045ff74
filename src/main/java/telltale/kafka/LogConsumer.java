package telltale.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.recording.LogTransfer;
import telltale.spool.EventRecords;
import telltale.store.LogReplay.LogMovedException;
import telltale.store.LoggedEvent;
import telltale.store.StoreUnavailableException;

/**
 * Reads the partitions that the group gives to this node, and stores their records. The positions are those in the database:
 * a partition is read after its position was looked up there, and is looked up again after anything failed.
 */
final class LogConsumer implements ConsumerRebalanceListener, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LogConsumer.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);
    /**
     * How long more events gather for each that the last transaction stored. A single hit is stored at once; under load many
     * share a transaction, which costs much less for each.
     */
    private static final Duration GATHER_TIME = Duration.ofMillis(5);

    private static final Duration MAX_GATHER_TIME = Duration.ofSeconds(1);

    private final Consumer<byte[], byte[]> consumer;
    private final UUID topic;
    private final LogTransfer transfer;
    private final EventRecords format = new EventRecords();
    /** The offset after the last record that was stored, of each partition that is being read. */
    private final Map<TopicPartition, Long> next = new HashMap<>();
    /** The partitions whose position is to be looked up; they are paused. */
    private final Set<TopicPartition> unplaced = new HashSet<>();

    private final CountDownLatch ending = new CountDownLatch(1);
    private long retryAt = System.nanoTime();

    LogConsumer(ClientProperties properties, String name, UUID topic, LogTransfer transfer) {
        this.topic = topic;
        this.transfer = transfer;
        this.consumer = new KafkaConsumer<>(
                properties.consumer(name), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(List.of(name), this);
    }

    /** Consumes until the log is closed. */
    void run(BooleanSupplier isClosed) throws InterruptedException {
        try {
            while (!isClosed.getAsBoolean()) {
                place();
                long began = System.nanoTime();
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                if (!records.isEmpty()) {
                    store(records);
                    gather(records.count(), began);
                }
            }
        } catch (WakeupException closing) {
            log.debug("The consumer of the log ends");
        }
    }

    /** Lets more events gather, unless some are waiting already. */
    private void gather(int stored, long began) throws InterruptedException {
        if (!isBehind()) {
            long pause = Math.min(stored * GATHER_TIME.toNanos(), MAX_GATHER_TIME.toNanos());
            boolean unused = ending.await(pause - (System.nanoTime() - began), TimeUnit.NANOSECONDS);
        }
    }

    /** Whether the brokers had more records than were read, when they answered last. */
    private boolean isBehind() {
        return consumer.assignment().stream()
                .anyMatch(partition -> consumer.currentLag(partition).orElse(0) > 0);
    }

    void wakeUp() {
        ending.countDown();
        consumer.wakeup();
    }

    /** Sets the positions of partitions to those in the database, as soon as it is available. */
    private void place() {
        if (unplaced.isEmpty() || System.nanoTime() - retryAt < 0) {
            return;
        }
        try {
            Map<Integer, Long> stored = transfer.positions(topic);
            for (TopicPartition partition : unplaced) {
                long position = stored.getOrDefault(partition.partition(), 0L);
                next.put(partition, position);
                consumer.seek(partition, position);
            }
            consumer.resume(unplaced);
            unplaced.clear();
        } catch (StoreUnavailableException unavailable) {
            transfer.noteOutage(unavailable);
            retryAt = System.nanoTime() + RETRY_NANOS;
        }
    }

    private void store(ConsumerRecords<byte[], byte[]> records) {
        Map<TopicPartition, Long> reached = new HashMap<>(next);
        List<LoggedEvent> events = new ArrayList<>(records.count());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            TopicPartition partition = new TopicPartition(record.topic(), record.partition());
            events.add(read(record, reached.getOrDefault(partition, 0L)));
            reached.put(partition, record.offset() + 1);
        }
        try {
            transfer.store(topic, events);
            next.putAll(reached);
        } catch (LogMovedException moved) {
            log.info("{}; its position is looked up", moved.getMessage());
            displace();
        } catch (StoreUnavailableException unavailable) {
            transfer.noteOutage(unavailable);
            retryAt = System.nanoTime() + RETRY_NANOS;
            displace();
        }
    }

    private LoggedEvent read(ConsumerRecord<byte[], byte[]> record, long from) {
        if (record.offset() > from) {
            log.error(
                    "Up to {} hits of partition {} were deleted from the log before they were stored",
                    record.offset() - from,
                    record.partition());
        }
        try {
            byte[] value = record.value() == null ? new byte[0] : record.value();
            return LoggedEvent.of(record.partition(), from, record.offset(), format.decode(value));
        } catch (IllegalArgumentException invalid) {
            return new LoggedEvent(
                    record.partition(), from, record.offset(), null, "It is not a hit: " + invalid.getMessage());
        }
    }

    private void displace() {
        consumer.pause(consumer.assignment());
        unplaced.addAll(consumer.assignment());
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
        consumer.pause(assigned);
        unplaced.addAll(assigned);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        next.keySet().removeAll(revoked);
        unplaced.removeAll(revoked);
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
    }
}
