package telltale.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Assertions;

/** Settings as tests state them: all in the environment, with a home that nobody writes to. */
final class Given {
    static final String HOME = "/nowhere/telltale";

    private Given() {}

    /** @param pairs names and values in turn */
    static Settings settings(String... pairs) {
        return Settings.load(sources(pairs));
    }

    /** The sentences of a start that is refused. */
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

    /** Settings on a server that binds this object to this name. */
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
