package telltale.settings;

import static telltale.settings.Setting.TELLTALE_SESSION_IDLE;
import static telltale.settings.Setting.TELLTALE_SESSION_MAX;

import java.time.Duration;

/**
 * The settings of sessions.
 *
 * @param idle how long a session lasts without being used
 * @param max how long it lasts at most
 */
public record SessionSettings(Duration idle, Duration max) {
    static SessionSettings read(SettingsReader reader) {
        Duration idle =
                reader.orDefault(TELLTALE_SESSION_IDLE, Parsers.duration(Duration.ofMinutes(5), Duration.ofDays(90)));
        Duration max =
                reader.orDefault(TELLTALE_SESSION_MAX, Parsers.duration(Duration.ofMinutes(5), Duration.ofDays(90)));
        if (idle.compareTo(max) > 0) {
            reader.warnNoEffect(TELLTALE_SESSION_IDLE, "TELLTALE_SESSION_MAX is shorter");
        }
        return new SessionSettings(idle, max);
    }
}
