package telltale.settings;

/**
 * One setting in effect, as the start log and the health page show it.
 *
 * @param value masked where it is a secret, a person's name or an address
 * @param source where it was found, or {@code default}
 */
public record EffectiveSetting(String name, String value, String source) {
    @Override
    public String toString() {
        return name + "=" + value + " (" + source + ")";
    }
}
