package telltale.kafka;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule;
import telltale.settings.ReplicatedLogSettings;

/** The properties of Kafka's clients: those of the owner's file, such as for TLS and SASL, and those that durability requires. */
final class ClientProperties {
    private static final String REQUEST_TIMEOUT_MILLIS = "3000";
    private static final String MAX_POLL_RECORDS = "20000";

    /** What the owner may set; anything else could weaken the promises of the log. */
    private static final Set<String> ALLOWED_PREFIXES = Set.of("ssl.", "sasl.", "client.rack", "client.id");

    private static final Set<String> ALLOWED =
            Set.of("security.protocol", "compression.type", "linger.ms", "request.timeout.ms", "batch.size");

    private final Map<String, Object> common = new HashMap<>();
    private final Map<String, Object> producing = new HashMap<>();

    /**
     * @throws IllegalArgumentException if the file cannot be read or sets what it may not; the message gives the remedy
     */
    ClientProperties(ReplicatedLogSettings settings) {
        common.put(CommonClientConfigs.CLIENT_ID_CONFIG, "telltale");
        common.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MILLIS);
        // Neither MBeans nor metrics that are sent to the brokers.
        common.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
        common.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, "5000");
        producing.put(ProducerConfig.LINGER_MS_CONFIG, "2");
        Path file = settings.client();
        if (file != null) {
            read(file);
            prepareOAuth(file);
        }
        common.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, settings.brokers());
    }

    private void read(Path file) {
        Properties properties = new Properties();
        try (Reader text = Files.newBufferedReader(file)) {
            properties.load(text);
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new IllegalArgumentException(
                    "TELLTALE_LOG_CLIENT: " + file + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
        for (String name : properties.stringPropertyNames()) {
            String value = properties.getProperty(name, "");
            if (!ALLOWED.contains(name) && ALLOWED_PREFIXES.stream().noneMatch(name::startsWith)) {
                throw new IllegalArgumentException("TELLTALE_LOG_CLIENT: " + file + " sets " + name
                        + ", which Telltale sets itself or does not use. Remove it.");
            }
            if (name.equals(ProducerConfig.COMPRESSION_TYPE_CONFIG) && !value.equals("gzip") && !value.equals("none")) {
                throw new IllegalArgumentException("TELLTALE_LOG_CLIENT: " + file
                        + " sets compression.type, which must be gzip or none: the others need native code.");
            }
            (isOfProducer(name) ? producing : common).put(name, value);
        }
    }

    /** Lets {@link OAuthLogin} get the tokens, unless the file names another class for that. */
    private void prepareOAuth(Path file) {
        if (!OAuthBearerLoginModule.OAUTHBEARER_MECHANISM.equals(common.get(SaslConfigs.SASL_MECHANISM))
                || common.containsKey(SaslConfigs.SASL_LOGIN_CALLBACK_HANDLER_CLASS)) {
            return;
        }
        try {
            var unused = OAuthLogin.settings(common);
        } catch (IllegalArgumentException incomplete) {
            throw new IllegalArgumentException(
                    "TELLTALE_LOG_CLIENT: " + file + ": " + incomplete.getMessage(), incomplete);
        }
        common.put(SaslConfigs.SASL_LOGIN_CALLBACK_HANDLER_CLASS, OAuthLogin.class.getName());
        common.putIfAbsent(SaslConfigs.SASL_JAAS_CONFIG, OAuthBearerLoginModule.class.getName() + " required;");
    }

    private static boolean isOfProducer(String name) {
        return name.equals(ProducerConfig.COMPRESSION_TYPE_CONFIG)
                || name.equals(ProducerConfig.LINGER_MS_CONFIG)
                || name.equals(ProducerConfig.BATCH_SIZE_CONFIG);
    }

    Map<String, Object> admin() {
        Map<String, Object> properties = new HashMap<>(common);
        properties.put(AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG, "false");
        return properties;
    }

    Map<String, Object> producer() {
        Map<String, Object> properties = new HashMap<>(common);
        properties.putAll(producing);
        properties.put(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, "false");
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        // Hits that are appended together go to one partition, and so in one request.
        properties.put(ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG, "true");
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "500");
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "6000");
        return properties;
    }

    /** @param group the consumers that share the partitions */
    Map<String, Object> consumer(String group) {
        Map<String, Object> properties = new HashMap<>(common);
        properties.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, "false");
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "10000");
        properties.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        return properties;
    }
}
