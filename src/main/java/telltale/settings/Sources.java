package telltale.settings;

import static telltale.settings.Setting.EMAIL_FROM;
import static telltale.settings.Setting.EMAIL_HOST;
import static telltale.settings.Setting.EMAIL_PASS;
import static telltale.settings.Setting.EMAIL_PORT;
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
 * All places where settings may stand, besides the file in the home, which is found by them.
 *
 * @param stated what the owner said, the strongest first
 * @param launcher what the launcher falls back to, weaker than everything that the owner said
 * @param server the folder of the server that Telltale is deployed on, null when there is none
 * @param resources what that server binds to a name that is no setting
 */
public record Sources(
        List<Source> stated, Source launcher, @Nullable Path server, Function<String, Optional<Object>> resources) {
    static final String LAUNCHER = "launcher default";
    static final Function<String, Optional<Object>> NO_RESOURCES = name -> Optional.empty();

    /** Any of these means that the owner is setting up a mail server. */
    private static final List<Setting> MAIL_SERVER = List.of(EMAIL_HOST, EMAIL_USER, EMAIL_PASS, EMAIL_PORT, EMAIL_TLS);

    private static final Set<String> DEMO_MAIL = Stream.of(EMAIL_HOST, EMAIL_PORT, EMAIL_TLS, EMAIL_FROM, EMAIL_TO)
            .map(Setting::name)
            .collect(Collectors.toUnmodifiableSet());

    public Sources {
        stated = List.copyOf(stated);
    }

    /**
     * Reads JNDI, system properties, environment and {@code .env}, in this order.
     *
     * @param envFile the {@code .env} file, which need not exist; null to look for none
     * @param launcherDefaults setting names and values, empty in a deployed application
     */
    public static Sources standard(@Nullable Path envFile, Map<String, String> launcherDefaults) {
        List<Source> stated = new ArrayList<>();
        stated.add(Jndi.source());
        stated.add(Source.systemProperties());
        stated.add(Source.environment());
        if (envFile != null) {
            stated.add(EnvFile.read(envFile));
        }
        return new Sources(stated, Source.of(LAUNCHER, launcherDefaults), serverFolder(), Jndi::find);
    }

    /** Settings from a map alone: nothing else on this machine is asked, except the file in the home. */
    public static Sources of(Map<String, String> values) {
        return new Sources(List.of(Source.of("given", values)), Source.of(LAUNCHER, Map.of()), null, NO_RESOURCES);
    }

    /** The same, with one setting that is stronger than all. */
    public Sources stronger(String name, String value) {
        List<Source> all = new ArrayList<>();
        all.add(Source.of("command line", Map.of(name, value)));
        all.addAll(stated);
        return new Sources(all, launcher, server, resources);
    }

    /** The sources that can say where the home is, the strongest first. */
    List<Source> outsideHome() {
        return append(stated, launcher);
    }

    /** All sources, the strongest first. */
    List<Source> with(Path home) {
        List<Source> owner = append(stated, PropertiesFile.read(home.resolve(PropertiesFile.NAME)));
        return append(owner, nameMailServer(owner) ? launcher.without(DEMO_MAIL) : launcher);
    }

    /** The demo mailbox stands or falls as one: no login of the owner's may reach it, no demo address a real server. */
    private static boolean nameMailServer(List<Source> sources) {
        return sources.stream()
                .anyMatch(source -> MAIL_SERVER.stream().anyMatch(setting -> source.value(setting) != null));
    }

    private static List<Source> append(List<Source> sources, Source last) {
        List<Source> all = new ArrayList<>(sources);
        all.add(last);
        return List.copyOf(all);
    }

    /** Tomcat's instance, or Payara's. */
    private static @Nullable Path serverFolder() {
        String folder = System.getProperty("catalina.base", System.getProperty("com.sun.aas.instanceRoot"));
        return folder == null || folder.isBlank() ? null : Path.of(folder).toAbsolutePath();
    }
}
