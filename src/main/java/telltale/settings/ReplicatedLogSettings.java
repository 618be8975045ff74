package telltale.settings;

import static telltale.settings.Setting.TELLTALE_LOG;
import static telltale.settings.Setting.TELLTALE_LOG_CLIENT;
import static telltale.settings.Setting.TELLTALE_LOG_PARTITIONS;
import static telltale.settings.Setting.TELLTALE_LOG_RETENTION;
import static telltale.settings.Setting.TELLTALE_LOG_TOPIC;
import static telltale.settings.Setting.TELLTALE_ROLE;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import telltale.model.WireConstant;

/**
 * The replicated log on Apache Kafka.
 *
 * @param brokers the first brokers to connect to, each as host:port, separated by commas
 * @param topic the name of its topic
 * @param partitions the number of partitions of a topic that is created
 * @param retention how long the brokers keep a hit
 * @param client a file with properties of Kafka's clients, or null
 * @param role which part of the work this node does
 */
public record ReplicatedLogSettings(
        String brokers,
        String topic,
        int partitions,
        Duration retention,
        @Nullable Path client,
        Role role) {
    /** Which part of the work a node does. */
    public enum Role implements WireConstant {
        /** appends hits to the log */
        FRONT,
        /** as BOTH: says that no recipients are sent to this node, which it does not refuse */
        BACK,
        /** also moves them into the database */
        BOTH
    }

    private static final String SCHEME = "kafka:";
    private static final Pattern BROKERS = Pattern.compile("[^\\s,:]+:[0-9]{1,5}(,[^\\s,:]+:[0-9]{1,5})*");
    /** Kafka's rule for the name of a topic. */
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");

    /** Whether this node moves hits into the database. */
    public boolean isConsumer() {
        return role != Role.FRONT;
    }

    static @Nullable ReplicatedLogSettings read(SettingsReader reader) {
        if (!reader.isSet(TELLTALE_LOG)) {
            for (Setting setting : List.of(
                    TELLTALE_ROLE,
                    TELLTALE_LOG_TOPIC,
                    TELLTALE_LOG_PARTITIONS,
                    TELLTALE_LOG_RETENTION,
                    TELLTALE_LOG_CLIENT)) {
                reader.warnNoEffect(setting, "it requires TELLTALE_LOG, which is not set");
            }
            return null;
        }
        String brokers = reader.optional(TELLTALE_LOG, ReplicatedLogSettings::brokers);
        return new ReplicatedLogSettings(
                brokers == null ? "" : brokers,
                reader.orDefault(TELLTALE_LOG_TOPIC, ReplicatedLogSettings::topic),
                reader.orDefault(TELLTALE_LOG_PARTITIONS, Parsers.between(1, 1_000)),
                Duration.ofDays(reader.orDefault(TELLTALE_LOG_RETENTION, Parsers.between(1, 3_650))),
                reader.optional(TELLTALE_LOG_CLIENT, Parsers::path),
                reader.orDefault(TELLTALE_ROLE, text -> WireConstant.of(Role.class, text)));
    }

    private static String brokers(String text) {
        String brokers = text.startsWith(SCHEME) ? text.substring(SCHEME.length()) : "";
        if (!BROKERS.matcher(brokers).matches()) {
            throw new IllegalArgumentException("it is not kafka: and host:port of each broker, separated by commas");
        }
        return brokers;
    }

    private static String topic(String text) {
        if (!TOPIC.matcher(text).matches() || text.equals(".") || text.equals("..")) {
            throw new IllegalArgumentException("Kafka has no topics with this name");
        }
        return text;
    }
}
