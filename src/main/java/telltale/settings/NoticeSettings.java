package telltale.settings;

import static telltale.settings.Setting.TELLTALE_CONTROLLER;
import static telltale.settings.Setting.TELLTALE_PRIVACY_FOOTER;
import static telltale.settings.Setting.TELLTALE_PROCESSORS;
import static telltale.settings.Setting.TELLTALE_REGION;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How recipients and authorities are informed about the measurement of mail.
 *
 * @param controller the name and the contact of the controller (GDPR article 4(7)), or null
 * @param footer the language of the footer in mail that does not state its own, such as {@code en}; null for no footer
 * @param region where the data is hosted, or null
 * @param processors the other companies that process it (GDPR article 28)
 */
public record NoticeSettings(
        @Nullable String controller,
        @Nullable String footer,
        @Nullable String region,
        List<String> processors) {
    /** The languages of the footer. */
    public static final Set<String> LANGUAGES = Set.of("en", "de", "fr", "es", "ar");

    private static final String OFF = "off";
    private static final int MAX_LENGTH = 500;

    public NoticeSettings {
        processors = List.copyOf(processors);
    }

    static NoticeSettings read(SettingsReader reader) {
        String footer = reader.orDefault(TELLTALE_PRIVACY_FOOTER, NoticeSettings::footer);
        List<String> processors = reader.optional(TELLTALE_PROCESSORS, NoticeSettings::processors);
        return new NoticeSettings(
                reader.optional(TELLTALE_CONTROLLER, NoticeSettings::line),
                footer.equals(OFF) ? null : footer,
                reader.optional(TELLTALE_REGION, NoticeSettings::line),
                processors == null ? List.of() : processors);
    }

    private static String footer(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!lower.equals(OFF) && !LANGUAGES.contains(lower)) {
            throw new IllegalArgumentException("");
        }
        return lower;
    }

    private static List<String> processors(String text) {
        return Arrays.stream(text.split(";", -1))
                .map(String::strip)
                .filter(one -> !one.isEmpty())
                .map(NoticeSettings::line)
                .toList();
    }

    private static String line(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("it is longer than " + MAX_LENGTH + " characters");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("it contains a control character");
        }
        return text;
    }
}
