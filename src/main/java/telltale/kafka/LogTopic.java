package telltale.kafka;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.settings.ReplicatedLogSettings;

/** Creates the topic of the log, or checks that one which exists keeps hits on at least two brokers. */
final class LogTopic {
    private static final Logger log = LoggerFactory.getLogger(LogTopic.class);
    private static final int MAX_REPLICAS = 3;
    private static final int MIN_REPLICAS = 2;
    private static final String IN_SYNC = TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG;
    private static final String RETENTION = TopicConfig.RETENTION_MS_CONFIG;
    /** Brokers refuse records of a clock that is an hour ahead, and delete those of a clock that is behind early. */
    private static final String TIMESTAMPS = TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG;

    private static final String BROKERS_CLOCK = "LogAppendTime";
    private static final String CLEANUP = TopicConfig.CLEANUP_POLICY_CONFIG;

    private final Admin admin;
    private final String name;
    private final int partitions;
    private final Duration retention;

    LogTopic(Admin admin, ReplicatedLogSettings settings) {
        this.admin = admin;
        this.name = settings.topic();
        this.partitions = settings.partitions();
        this.retention = settings.retention();
    }

    /** Thrown if the topic cannot keep hits safely; the message says what to change. */
    static final class UnsafeTopicException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnsafeTopicException(String message) {
            super(message);
        }
    }

    /**
     * Creates or checks the topic, and returns its id.
     *
     * @throws UnsafeTopicException if its settings are wrong
     * @throws ExecutionException if the brokers fail or refuse
     */
    UUID ensure() throws ExecutionException, InterruptedException {
        Optional<TopicDescription> found = describe();
        if (found.isEmpty()) {
            create();
            found = describe();
        }
        TopicDescription topic = found.orElseThrow(
                () -> new UnsafeTopicException("the topic " + name + " was created, and is not visible yet"));
        check(topic);
        return new UUID(
                topic.topicId().getMostSignificantBits(), topic.topicId().getLeastSignificantBits());
    }

    private Optional<TopicDescription> describe() throws ExecutionException, InterruptedException {
        try {
            return Optional.ofNullable(
                    admin.describeTopics(List.of(name)).allTopicNames().get().get(name));
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw failed;
        }
    }

    private void create() throws ExecutionException, InterruptedException {
        int brokers = admin.describeCluster().nodes().get().size();
        if (brokers < MIN_REPLICAS) {
            throw new UnsafeTopicException(
                    "the cluster has one broker, so that no hit is on two. Add brokers, or remove" + " TELLTALE_LOG");
        }
        NewTopic topic = new NewTopic(name, partitions, (short) Math.min(MAX_REPLICAS, brokers))
                .configs(Map.of(
                        IN_SYNC,
                        String.valueOf(MIN_REPLICAS),
                        RETENTION,
                        String.valueOf(retention.toMillis()),
                        CLEANUP,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TIMESTAMPS,
                        BROKERS_CLOCK,
                        TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG,
                        "false"));
        try {
            admin.createTopics(Set.of(topic)).all().get();
            log.info("Created the topic {} with {} partitions", name, partitions);
        } catch (ExecutionException failed) {
            if (!(failed.getCause() instanceof TopicExistsException)) {
                throw failed;
            }
        }
    }

    private void check(TopicDescription topic) throws ExecutionException, InterruptedException {
        int replicas = topic.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(0);
        Config config = config();
        int inSync = Integer.parseInt(value(config, IN_SYNC));
        if (replicas < MIN_REPLICAS) {
            throw new UnsafeTopicException("the topic " + name + " has partitions with " + replicas
                    + " replica. Give each at least two, and better three, by kafka-reassign-partitions");
        }
        if (inSync < MIN_REPLICAS) {
            throw new UnsafeTopicException("the topic " + name + " has " + IN_SYNC + "=" + inSync + ". Set it to "
                    + MIN_REPLICAS + ": kafka-configs --alter --topic " + name + " --add-config " + IN_SYNC + "="
                    + MIN_REPLICAS);
        }
        if (!value(config, CLEANUP).equals(TopicConfig.CLEANUP_POLICY_DELETE)) {
            throw new UnsafeTopicException("the topic " + name + " has " + CLEANUP + "=" + value(config, CLEANUP)
                    + ", which keeps one hit of each mail. Set it to " + TopicConfig.CLEANUP_POLICY_DELETE);
        }
        Map<String, String> wanted = new LinkedHashMap<>();
        wanted.put(RETENTION, String.valueOf(retention.toMillis()));
        wanted.put(TIMESTAMPS, BROKERS_CLOCK);
        wanted.entrySet().removeIf(setting -> value(config, setting.getKey()).equals(setting.getValue()));
        if (!wanted.isEmpty()) {
            change(wanted);
        }
    }

    private Config config() throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
        Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
        if (config == null) {
            throw new UnsafeTopicException("the settings of the topic " + name + " cannot be read");
        }
        return config;
    }

    private static String value(Config config, String setting) {
        ConfigEntry entry = config.get(setting);
        return entry == null || entry.value() == null ? "" : entry.value();
    }

    private void change(Map<String, String> settings) throws InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
        List<AlterConfigOp> changes = settings.entrySet().stream()
                .map(setting -> new AlterConfigOp(
                        new ConfigEntry(setting.getKey(), setting.getValue()), AlterConfigOp.OpType.SET))
                .toList();
        try {
            admin.incrementalAlterConfigs(Map.of(resource, changes)).all().get();
            log.info("Changed settings of the topic {}: {}", name, settings);
        } catch (ExecutionException forbidden) {
            log.warn(
                    "The topic {} should have other settings, which could not be changed: {}. {}",
                    name,
                    settings,
                    forbidden.getMessage());
        }
    }
}
