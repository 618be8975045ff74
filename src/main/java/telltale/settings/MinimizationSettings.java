package telltale.settings;

import static telltale.settings.Setting.TELLTALE_COMPACT_DAYS;
import static telltale.settings.Setting.TELLTALE_NETWORK_PREFIX;
import static telltale.settings.Setting.TELLTALE_RAW_AGENT_DAYS;

import java.time.Duration;
import java.util.Optional;
import telltale.model.NetworkPrefix;
import telltale.model.WireConstant;

/**
 * What is stored of the client of an event.
 *
 * @param network how much of its address
 * @param agents how long its user agent as it was sent
 * @param rows how long each event has a row, before a summary is left; empty if that is until it is deleted
 */
public record MinimizationSettings(NetworkPrefix network, Duration agents, Optional<Duration> rows) {
    static MinimizationSettings read(SettingsReader reader) {
        int agents = reader.orDefault(TELLTALE_RAW_AGENT_DAYS, Parsers.between(0, 36_500));
        return new MinimizationSettings(
                reader.orDefault(TELLTALE_NETWORK_PREFIX, text -> WireConstant.of(NetworkPrefix.class, text)),
                Duration.ofDays(agents),
                reader.orDefault(TELLTALE_COMPACT_DAYS, text -> rows(text, agents)));
    }

    /** Events are compacted with their final verdicts, which they have once their user agents are reduced. */
    private static Optional<Duration> rows(String text, int agents) {
        if (text.equalsIgnoreCase("none")) {
            return Optional.empty();
        }
        int days = Parsers.days(text);
        if (days <= agents) {
            throw new IllegalArgumentException("it must be more than TELLTALE_RAW_AGENT_DAYS, which is " + agents);
        }
        return Optional.of(Duration.ofDays(days));
    }
}
