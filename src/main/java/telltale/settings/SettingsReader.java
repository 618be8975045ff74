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

/** One pass over all sources: the first that says something wins, and whatever is wrong is kept until the end. */
final class SettingsReader {
    private final Map<Setting, SettingValue> stated = new EnumMap<>(Setting.class);
    private final Map<Setting, SettingValue> defaults = new EnumMap<>(Setting.class);

    /** Sets, because a setting that is read twice is wrong only once. */
    private final Set<String> problems = new LinkedHashSet<>();

    private final Set<String> warnings = new LinkedHashSet<>();

    /** @param sources the strongest first */
    SettingsReader(List<Source> sources) {
        for (Source source : sources) {
            problems.addAll(source.problems());
            warnings.addAll(source.warnings());
            warnings.addAll(TypoDetector.in(source));
            for (Setting setting : Setting.values()) {
                keepFirst(setting, source);
            }
        }
        stated.values().stream().filter(SettingValue::holdsControls).forEach(this::refuseControls);
    }

    private void keepFirst(Setting setting, Source source) {
        String value = source.value(setting);
        if (value != null) {
            stated.putIfAbsent(setting, new SettingValue(setting, withoutSpaceAround(value), source.name()));
        }
    }

    /** Keeps line breaks, which are refused rather than repaired. */
    private static String withoutSpaceAround(String value) {
        return value.codePoints().anyMatch(Character::isISOControl) ? value : value.strip();
    }

    private void refuseControls(SettingValue found) {
        problems.add(found.refusal("it holds a line break or another control character"));
    }

    /** Whether any source states the setting, rightly or wrongly. */
    boolean states(Setting setting) {
        return stated.containsKey(setting);
    }

    /** Whether the owner states the setting, and not only the launcher. */
    boolean ownerStates(Setting setting) {
        SettingValue found = stated.get(setting);
        return found != null && !found.source().equals(Sources.LAUNCHER);
    }

    /** A setting's value, or null when no source states it or when it is wrong. */
    <T> @Nullable T maybe(Setting setting, Function<String, T> parser) {
        SettingValue found = stated.get(setting);
        if (found == null || found.holdsControls()) {
            return null;
        }
        try {
            return parser.apply(found.value());
        } catch (IllegalArgumentException wrong) {
            problems.add(found.refusal(Objects.requireNonNullElse(wrong.getMessage(), "")));
            return null;
        }
    }

    /** A setting's value, or its own default when no source states it. */
    <T> T always(Setting setting, Function<String, T> parser) {
        return always(setting, Objects.requireNonNull(setting.fallback()), parser);
    }

    /** A setting's value, or a default that depends on other settings. */
    <T> T always(Setting setting, String fallback, Function<String, T> parser) {
        T value = maybe(setting, parser);
        if (value != null) {
            return value;
        }
        fallBack(setting, fallback);
        return parser.apply(fallback);
    }

    /** Notes a default, to be shown with the rest. */
    void fallBack(Setting setting, String value) {
        note(setting, value, "default");
    }

    /** Notes what stands in a setting's place, to be shown with the rest. */
    void note(Setting setting, String value, String source) {
        defaults.put(setting, new SettingValue(setting, value, source));
    }

    void refuse(String sentence) {
        problems.add(sentence);
    }

    void warn(String sentence) {
        warnings.add(sentence);
    }

    /** Warns about a setting that nothing will look at. */
    void warnNoEffect(Setting setting, String why) {
        SettingValue found = stated.get(setting);
        if (found != null) {
            warn(found.place() + " has no effect: " + why + ".");
        }
    }

    /** Refuses one setting that makes sense only beside another. */
    void refuseWithout(Setting setting, Setting missing, String remedy) {
        SettingValue found = stated.get(setting);
        if (found != null && !states(missing)) {
            problems.add(found.place() + " is set, but " + missing + " is not. " + remedy);
        }
    }

    /** @throws InvalidSettingsException if anything was wrong */
    void finish() {
        if (!problems.isEmpty()) {
            throw new InvalidSettingsException(List.copyOf(problems));
        }
    }

    List<EffectiveSetting> used() {
        List<EffectiveSetting> used = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            SettingValue found = stated.getOrDefault(setting, defaults.get(setting));
            if (found != null) {
                used.add(found.used());
            }
        }
        return List.copyOf(used);
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }
}
