package telltale.settings;

/**
 * One setting as a source gave it.
 *
 * @param value without white space around it
 */
record SettingValue(Setting setting, String value, String source) {
    private static final int LONGEST_SHOWN = 200;

    /** The setting and where it stands, to begin a sentence with. */
    String place() {
        return setting.name() + " (" + source + ")";
    }

    /** Where it stands; the value may be a secret. */
    @Override
    public String toString() {
        return place();
    }

    boolean holdsControls() {
        return !isKey() && value.codePoints().anyMatch(Character::isISOControl);
    }

    /** A key has several lines of its own. */
    private boolean isKey() {
        return setting == Setting.EMAIL_DKIM_KEY && value.contains(PemKey.BEGIN);
    }

    EffectiveSetting used() {
        return new EffectiveSetting(
                setting.name(), holdsControls() ? "****" : setting.shown().mask(value), source);
    }

    /**
     * The sentence for a value that is not taken.
     *
     * @param why begins in lower case and never repeats the value; empty when what is expected says it all
     */
    String refusal(String why) {
        String found = mayBeQuoted() ? "\"" + cut(setting.shown().mask(value)) + "\"" : "not usable";
        String reason = why.isEmpty() ? "" : ": " + why;
        return place() + " is " + found + reason + ". Set it to " + setting.expected() + ".";
    }

    private boolean mayBeQuoted() {
        return !holdsControls() && (setting.shown() == Visibility.WHOLE || setting.shown() == Visibility.LOCATION);
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
    }
}
