package telltale.settings;

import java.util.Set;

/**
 * The value of a setting in a source.
 *
 * @param value the value without surrounding white space
 */
record SettingValue(Setting setting, String value, String source) {
    private static final int MAX_SHOWN = 200;
    private static final Set<Visibility> QUOTED = Set.of(Visibility.WHOLE, Visibility.LOCATION, Visibility.SERVER);

    /** The setting and its source, to begin a sentence with. */
    String origin() {
        return setting.name() + " (" + source + ")";
    }

    /** Omits the value, which may be a secret. */
    @Override
    public String toString() {
        return origin();
    }

    boolean hasControls() {
        return !isKey() && value.codePoints().anyMatch(Character::isISOControl);
    }

    /** Whether it is a PEM key, which has several lines. */
    private boolean isKey() {
        return setting == Setting.EMAIL_DKIM_KEY && value.contains(PemKey.BEGIN);
    }

    EffectiveSetting effective() {
        return new EffectiveSetting(
                setting.name(), hasControls() ? "****" : setting.visibility().mask(value), source);
    }

    /**
     * The error message for an invalid value.
     *
     * @param why begins in lower case and never contains the value; empty if the expected value explains the error
     */
    String error(String why) {
        String found = mayBeQuoted() ? "\"" + truncate(setting.visibility().mask(value)) + "\"" : "not usable";
        String reason = why.isEmpty() ? "" : ": " + why;
        return origin() + " is " + found + reason + ". Set it to " + setting.expected() + ".";
    }

    private boolean mayBeQuoted() {
        return !hasControls() && QUOTED.contains(setting.visibility());
    }

    private static String truncate(String text) {
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
    }
}
