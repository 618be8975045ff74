package telltale.settings;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A setting, whether or not it is in effect.
 *
 * @param value masked if it is a person's name or an address; null for a secret, and without a value
 * @param source the source that it was read from, {@code default}, or null if it has no value
 * @param isDefault whether no source contains it
 * @param isSecret whether the value is never shown
 * @param expected the expected value, such as "a port number from 1 to 65535"
 */
public record SettingDescription(
        String name,
        @Nullable String value,
        @Nullable String source,
        boolean isDefault,
        boolean isSecret,
        String expected) {
    /** Every setting, in the order of their documentation. */
    public static List<SettingDescription> all(List<EffectiveSetting> effective) {
        Map<String, EffectiveSetting> byName =
                effective.stream().collect(Collectors.toMap(EffectiveSetting::name, Function.identity()));
        return Stream.of(Setting.values())
                .map(setting -> of(setting, byName.get(setting.name())))
                .toList();
    }

    private static SettingDescription of(Setting setting, @Nullable EffectiveSetting effective) {
        boolean isSecret = setting.visibility() == Visibility.NEVER;
        String source = effective == null ? null : effective.source();
        return new SettingDescription(
                setting.name(),
                effective == null || isSecret ? null : effective.value(),
                source,
                source == null || source.equals(SettingsReader.DEFAULT),
                isSecret,
                setting.expected());
    }
}
