package telltale.settings;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads settings from all sources and collects all problems. The first source that contains a setting wins. */
final class SettingsReader {
    /** The source of a setting that no source contains. */
    static final String DEFAULT = "default";

    private final Map<Setting, SettingValue> values = new EnumMap<>(Setting.class);
    private final Map<Setting, SettingValue> defaults = new EnumMap<>(Setting.class);

    /** Sets, so that a setting that is read twice is reported once. */
    private final Set<String> problems = new LinkedHashSet<>();

    private final Set<String> warnings = new LinkedHashSet<>();

    /** @param sources in order of precedence, the highest first */
    SettingsReader(List<Source> sources) {
        for (Source source : sources) {
            problems.addAll(source.problems());
            warnings.addAll(source.warnings());
            warnings.addAll(TypoDetector.in(source));
            for (Setting setting : Setting.values()) {
                addIfAbsent(setting, source);
            }
        }
        values.values().stream().filter(SettingValue::hasControls).forEach(this::rejectControls);
    }

    private void addIfAbsent(Setting setting, Source source) {
        String value = source.value(setting);
        if (value != null) {
            values.putIfAbsent(setting, new SettingValue(setting, strip(value), source.name()));
        }
    }

    /** Strips white space, but keeps line breaks, which are rejected rather than repaired. */
    private static String strip(String value) {
        return value.codePoints().anyMatch(Character::isISOControl) ? value : value.strip();
    }

    private void rejectControls(SettingValue found) {
        problems.add(found.error("it contains a line break or another control character"));
    }

    /** Whether any source contains the setting, with a valid or invalid value. */
    boolean isSet(Setting setting) {
        return values.containsKey(setting);
    }

    /** Whether a source other than the launcher's defaults contains the setting. */
    boolean isSetByOwner(Setting setting) {
        SettingValue found = values.get(setting);
        return found != null && !found.source().equals(Sources.LAUNCHER);
    }

    /** The value of a setting, or null if it is not set or invalid. */
    <T> @Nullable T optional(Setting setting, Function<String, T> parser) {
        SettingValue found = values.get(setting);
        if (found == null || found.hasControls()) {
            return null;
        }
        try {
            return parser.apply(found.value());
        } catch (IllegalArgumentException wrong) {
            problems.add(found.error(Objects.requireNonNullElse(wrong.getMessage(), "")));
            return null;
        }
    }

    /** The value of a setting, or its default if it is not set. */
    <T> T orDefault(Setting setting, Function<String, T> parser) {
        return orDefault(setting, Objects.requireNonNull(setting.defaultValue()), parser);
    }

    /** The value of a setting, or a default that depends on other settings. */
    <T> T orDefault(Setting setting, String defaultValue, Function<String, T> parser) {
        T value = optional(setting, parser);
        if (value != null) {
            return value;
        }
        recordDefault(setting, defaultValue);
        return parser.apply(defaultValue);
    }

    /** Records a default, to be shown with the effective settings. */
    void recordDefault(Setting setting, String value) {
        recordDefault(setting, value, DEFAULT);
    }

    /** Records what replaces a setting, to be shown with the effective settings. */
    void recordDefault(Setting setting, String value, String source) {
        defaults.put(setting, new SettingValue(setting, value, source));
    }

    void addProblem(String sentence) {
        problems.add(sentence);
    }

    void warn(String sentence) {
        warnings.add(sentence);
    }

    /** Warns about a setting that is not used. */
    void warnNoEffect(Setting setting, String why) {
        SettingValue found = values.get(setting);
        if (found != null) {
            warn(found.origin() + " has no effect: " + why + ".");
        }
    }

    /** Reports a setting that requires another one which is not set. */
    void require(Setting setting, Setting required, String remedy) {
        SettingValue found = values.get(setting);
        if (found != null && !isSet(required)) {
            problems.add(found.origin() + " is set, but " + required + " is not. " + remedy);
        }
    }

    /** @throws InvalidSettingsException if there is any problem */
    void finish() {
        if (!problems.isEmpty()) {
            throw new InvalidSettingsException(List.copyOf(problems));
        }
    }

    List<EffectiveSetting> effective() {
        List<EffectiveSetting> effective = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            SettingValue found = values.getOrDefault(setting, defaults.get(setting));
            if (found != null) {
                effective.add(found.effective());
            }
        }
        return List.copyOf(effective);
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }
}
