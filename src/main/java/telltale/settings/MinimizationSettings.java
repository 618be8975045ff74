package telltale.settings;

import static telltale.settings.Setting.TELLTALE_NETWORK_PREFIX;
import static telltale.settings.Setting.TELLTALE_RAW_AGENT_DAYS;

import java.time.Duration;
import telltale.model.NetworkPrefix;
import telltale.model.WireConstant;

/**
 * What is stored of the client of an event.
 *
 * @param network how much of its address
 * @param agents how long its user agent as it was sent
 */
public record MinimizationSettings(NetworkPrefix network, Duration agents) {
    static MinimizationSettings read(SettingsReader reader) {
        return new MinimizationSettings(
                reader.orDefault(TELLTALE_NETWORK_PREFIX, text -> WireConstant.of(NetworkPrefix.class, text)),
                Duration.ofDays(reader.orDefault(TELLTALE_RAW_AGENT_DAYS, Parsers.between(0, 36_500))));
    }
}
