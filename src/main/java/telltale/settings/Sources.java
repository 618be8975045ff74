package telltale.settings;

import static telltale.settings.Setting.EMAIL_FROM;
import static telltale.settings.Setting.EMAIL_HOST;
import static telltale.settings.Setting.EMAIL_PASS;
import static telltale.settings.Setting.EMAIL_PORT;
import static telltale.settings.Setting.EMAIL_SERVERS;
import static telltale.settings.Setting.EMAIL_TLS;
import static telltale.settings.Setting.EMAIL_TO;
import static telltale.settings.Setting.EMAIL_USER;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All sources of settings except the properties file in the home folder, which is located by them.
 *
 * @param owner the owner's sources in order of precedence, the highest first
 * @param launcher the launcher's defaults, of lower precedence than all of the owner's sources
 * @param server the folder of the server that Telltale is deployed on, null if there is none
 * @param resources looks up what that server binds to a name that is not a setting
 */
public record Sources(
        List<Source> owner, Source launcher, @Nullable Path server, Function<String, Optional<Object>> resources) {
    static final String LAUNCHER = "launcher default";
    static final Function<String, Optional<Object>> NO_RESOURCES = name -> Optional.empty();

    /** If any of these is set, the owner has configured a mail server. */
    private static final List<Setting> MAIL_SERVER =
            List.of(EMAIL_HOST, EMAIL_USER, EMAIL_PASS, EMAIL_PORT, EMAIL_TLS, EMAIL_SERVERS);

    private static final Set<String> DEMO_MAIL = Stream.of(EMAIL_HOST, EMAIL_PORT, EMAIL_TLS, EMAIL_FROM, EMAIL_TO)
            .map(Setting::name)
            .collect(Collectors.toUnmodifiableSet());

    public Sources {
        owner = List.copyOf(owner);
    }

    /**
     * Reads JNDI, system properties, environment and {@code .env}, in this order of precedence.
     *
     * @param envFile the {@code .env} file, which need not exist; null for none
     * @param launcherDefaults setting names and values, empty in a deployed application
     */
    public static Sources standard(@Nullable Path envFile, Map<String, String> launcherDefaults) {
        List<Source> owner = new ArrayList<>();
        owner.add(Jndi.source());
        owner.add(Source.systemProperties());
        owner.add(Source.environment());
        if (envFile != null) {
            owner.add(EnvFile.read(envFile));
        }
        return new Sources(owner, Source.of(LAUNCHER, launcherDefaults), serverFolder(), Jndi::find);
    }

    /** Creates sources from a map, with no other source except the properties file in the home folder. */
    public static Sources of(Map<String, String> values) {
        return new Sources(List.of(Source.of("given", values)), Source.of(LAUNCHER, Map.of()), null, NO_RESOURCES);
    }

    /** Adds a setting that overrides all sources. */
    public Sources withOverride(String name, String value) {
        List<Source> all = new ArrayList<>();
        all.add(Source.of("command line", Map.of(name, value)));
        all.addAll(owner);
        return new Sources(all, launcher, server, resources);
    }

    /** The sources that can contain TELLTALE_HOME, the highest precedence first. */
    List<Source> outsideHome() {
        return append(owner, launcher);
    }

    /** All sources, the highest precedence first. */
    List<Source> with(Path home) {
        List<Source> all = append(owner, PropertiesFile.read(home.resolve(PropertiesFile.NAME)));
        return append(all, nameMailServer(all) ? launcher.without(DEMO_MAIL) : launcher);
    }

    /** The demo settings apply all or none: no credentials may reach the demo mailbox, no demo address a real server. */
    private static boolean nameMailServer(List<Source> sources) {
        return sources.stream()
                .anyMatch(source -> MAIL_SERVER.stream().anyMatch(setting -> source.value(setting) != null));
    }

    private static List<Source> append(List<Source> sources, Source last) {
        List<Source> all = new ArrayList<>(sources);
        all.add(last);
        return List.copyOf(all);
    }

    /** The instance folder of Tomcat or Payara. */
    private static @Nullable Path serverFolder() {
        String folder = System.getProperty("catalina.base", System.getProperty("com.sun.aas.instanceRoot"));
        return folder == null || folder.isBlank() ? null : Path.of(folder).toAbsolutePath();
    }
}
