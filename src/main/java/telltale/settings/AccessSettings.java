package telltale.settings;

import static telltale.settings.Setting.TELLTALE_API_RATE;
import static telltale.settings.Setting.TELLTALE_AUDIT_DAYS;

import java.time.Duration;

/**
 * The limits of access to the API.
 *
 * @param auditRetention how long the audit log is kept
 * @param requestsPerMinute for each key and node, 0 for no limit
 */
public record AccessSettings(Duration auditRetention, int requestsPerMinute) {
    private static final int MAX_REQUESTS = 100_000_000;

    static AccessSettings read(SettingsReader reader) {
        return new AccessSettings(
                Duration.ofDays(reader.orDefault(TELLTALE_AUDIT_DAYS, Parsers::days)),
                reader.orDefault(TELLTALE_API_RATE, Parsers.between(0, MAX_REQUESTS)));
    }
}
