package telltale.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Assertions;

/** Settings for tests: all from the environment, with a home folder that is never written to. */
final class Given {
    static final String HOME = "/nowhere/telltale";

    private Given() {}

    /** @param pairs alternating names and values */
    static Settings settings(String... pairs) {
        return Settings.load(sources(pairs));
    }

    /** The problems of settings that prevent the start. */
    static List<String> problems(String... pairs) {
        return Assertions.assertThrows(InvalidSettingsException.class, () -> settings(pairs))
                .problems();
    }

    static Sources sources(String... pairs) {
        Map<String, String> values = map(pairs);
        values.putIfAbsent("TELLTALE_HOME", HOME);
        return new Sources(
                List.of(Source.of("environment", values)),
                Source.of(Sources.LAUNCHER, Map.of()),
                null,
                Sources.NO_RESOURCES);
    }

    static Sources deployedOn(Path server) {
        return new Sources(List.of(), Source.of(Sources.LAUNCHER, Map.of()), server, Sources.NO_RESOURCES);
    }

    /** Settings on a server that binds an object to a JNDI name. */
    static Settings besides(String name, Object bound, String... pairs) {
        return besides(asked -> asked.equals(name) ? Optional.of(bound) : Optional.empty(), pairs);
    }

    static Settings besides(Function<String, Optional<Object>> resources, String... pairs) {
        Sources sources = sources(pairs);
        return Settings.load(new Sources(sources.owner(), sources.launcher(), null, resources));
    }

    static Map<String, String> map(String... pairs) {
        Map<String, String> values = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put(pairs[i], pairs[i + 1]);
        }
        return values;
    }
}
