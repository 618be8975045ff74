package telltale.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.recording.LogTransfer;
import telltale.store.StoreUnavailableException;

/** Counts the records of the topic that the database does not have yet: those after the positions in it. */
final class LogLag implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LogLag.class);

    private final Admin admin;
    private final String name;
    private final UUID topic;
    private final LogTransfer transfer;
    private Map<Integer, Long> stored = Map.of();
    private boolean isPlaced;

    LogLag(Admin admin, String name, UUID topic, LogTransfer transfer) {
        this.admin = admin;
        this.name = name;
        this.topic = topic;
        this.transfer = transfer;
    }

    /**
     * The number of records, which is too high rather than too low. While the database is unavailable, the positions are the
     * last ones that were read; empty if none were, or if the brokers do not answer.
     */
    synchronized OptionalLong count() {
        try {
            readPositions();
            return isPlaced ? OptionalLong.of(sum()) : OptionalLong.empty();
        } catch (ExecutionException | KafkaException unavailable) {
            log.debug("The records of the log cannot be counted: {}", unavailable.getMessage());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        return OptionalLong.empty();
    }

    private void readPositions() {
        try {
            stored = transfer.positions(topic);
            isPlaced = true;
        } catch (StoreUnavailableException unavailable) {
            log.debug("The positions in the log remain as they were: {}", unavailable.getMessage());
        }
    }

    private long sum() throws ExecutionException, InterruptedException {
        long sum = 0;
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end :
                admin.listOffsets(partitions()).all().get().entrySet()) {
            long next = stored.getOrDefault(end.getKey().partition(), 0L);
            sum += Math.max(0, end.getValue().offset() - next);
        }
        return sum;
    }

    private Map<TopicPartition, OffsetSpec> partitions() throws ExecutionException, InterruptedException {
        TopicDescription described =
                admin.describeTopics(List.of(name)).allTopicNames().get().get(name);
        Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
        if (described != null) {
            described
                    .partitions()
                    .forEach(one -> partitions.put(new TopicPartition(name, one.partition()), OffsetSpec.latest()));
        }
        return partitions;
    }

    @Override
    public void close() {
        // Without a limit, it waits for brokers that are gone.
        admin.close(Duration.ZERO);
    }
}
