package telltale.settings;

import static telltale.settings.Setting.INBOUND_MAILGUN_KEY;

import org.jspecify.annotations.Nullable;

/**
 * What proves that a notification is from a mail provider. Those without a setting cannot send any.
 *
 * @param mailgun the HTTP webhook signing key of Mailgun, or null
 */
public record NotificationSettings(@Nullable Secret mailgun) {
    static NotificationSettings read(SettingsReader reader) {
        return new NotificationSettings(reader.optional(INBOUND_MAILGUN_KEY, Secret::new));
    }
}
