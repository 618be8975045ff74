package telltale.settings;

/**
 * A setting in effect, as shown by the startup log and the health page.
 *
 * @param value masked if it is a secret, a person's name or an address
 * @param source the source that it was read from, or {@code default}
 */
public record EffectiveSetting(String name, String value, String source) {
    @Override
    public String toString() {
        return name + "=" + value + " (" + source + ")";
    }
}
