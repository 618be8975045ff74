package telltale.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import telltale.settings.Setting;

/** Compares the names in the compose files with settings, services and files. */
class ComposeFilesTest {
    private static final Path DOCKER = Path.of("docker");
    private static final Pattern SETTING = Pattern.compile("(?m)^ +((?:TELLTALE|EMAIL|PIXEL)_[A-Z_]+):");
    private static final Pattern SERVICE = Pattern.compile("(?m)^  ([a-z0-9]+):$");
    private static final Pattern HOST = Pattern.compile("(?:kafka:|,|@|//)([a-z0-9]+)(?=[:/])");
    private static final Pattern MOUNTED = Pattern.compile("(?m)^ +- \\./([a-z.-]+):");

    @Test
    void everySettingExists() throws IOException {
        Set<String> known = Arrays.stream(Setting.values()).map(Setting::name).collect(Collectors.toSet());
        Set<String> unknown = named(SETTING, "docker.*\\.yaml");
        assertTrue(unknown.contains("TELLTALE_LOG"));
        unknown.removeAll(known);
        assertEquals(Set.of(), unknown);
    }

    @Test
    void everyHostOfTheClusterIsAService() throws IOException {
        String files = "docker/(node|compose\\.nodes|compose\\.cluster)\\.yaml";
        Set<String> hosts = named(HOST, files);
        assertTrue(hosts.containsAll(Set.of("kafka1", "kafka2", "kafka3", "copy", "postgres")), hosts::toString);
        hosts.removeAll(named(SERVICE, files));
        assertEquals(Set.of(), hosts);
    }

    @Test
    void everyMountedFileExists() throws IOException {
        for (String file : named(MOUNTED, "docker.*\\.yaml")) {
            assertTrue(Files.isRegularFile(DOCKER.resolve(file)), file);
        }
    }

    /** The first groups of all matches in the files with a name. */
    private static Set<String> named(Pattern pattern, String files) throws IOException {
        try (Stream<Path> all = Files.list(DOCKER)) {
            List<Path> chosen =
                    all.filter(file -> file.toString().matches(files)).toList();
            Set<String> names = new TreeSet<>();
            for (Path file : chosen) {
                pattern.matcher(Files.readString(file)).results().forEach(match -> names.add(match.group(1)));
            }
            return names;
        }
    }
}
