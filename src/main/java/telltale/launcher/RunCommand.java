package telltale.launcher;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import telltale.launcher.mailbox.DemoMailbox;
import telltale.settings.InvalidSettingsException;
import telltale.settings.LauncherAttributes;
import telltale.settings.Settings;
import telltale.settings.Sources;

/** The command {@code run}: serves until the process is stopped. */
public final class RunCommand implements Callable<Integer>, AutoCloseable {

    private static final int CODE_BYTES = 24;

    private final Path application;
    private final Path tomcatBase;
    private final String version;

    private volatile @Nullable Server server;
    private volatile @Nullable DemoMailbox mailbox;

    /**
     * @param application the unpacked web application
     * @param tomcatBase Tomcat's base folder, which is writable
     */
    public RunCommand(Path application, Path tomcatBase, String version) {
        this.application = application;
        this.tomcatBase = tomcatBase;
        this.version = version;
    }

    /** Serves, and returns the exit status. */
    @Override
    public Integer call() {
        MemoryExhaustion exhaustion = MemoryExhaustion.install();
        ServerLog log = ServerLog.install(exhaustion);
        try {
            serve(exhaustion);
            return CommandLine.DONE;
        } catch (InvalidSettingsException invalid) {
            invalid.problems().forEach(System.err::println);
            return CommandLine.MISUSED;
        } catch (LaunchException reason) {
            System.err.println(reason.sentence());
            return CommandLine.FAILED;
        } catch (RuntimeException defect) {
            log.release();
            throw defect;
        }
    }

    private void serve(MemoryExhaustion exhaustion) {
        Map<String, String> defaults = new HashMap<>(LauncherDefaults.defaults());
        Settings settings = Settings.load(Sources.standard(LauncherDefaults.ENV_FILE, Map.copyOf(defaults)));
        Server tomcat = new Server(tomcatBase, ProcessLimits.connections(), settings.trustedProxies(), exhaustion);
        server = tomcat;
        int port = tomcat.bind(settings.address(), settings.port());
        SiteUrl site = new SiteUrl(settings.address(), port);
        defaults.put("PIXEL_URL", site.at("/app/pixel"));
        if (settings.smtp() == null) {
            defaults.putAll(demoMail(tomcat));
        }
        String signInCode = newCode();
        tomcat.addApplication(application, defaults, LauncherDefaults.ENV_FILE);
        tomcat.setAttribute(LauncherAttributes.SIGN_IN_CODE, signInCode);
        if (mailbox != null) {
            tomcat.setAttribute(LauncherAttributes.DEMO, true);
        }
        tomcat.start();
        if (mailbox != null) {
            mailbox.start();
        }
        System.out.println(new Banner(version, site, signInCode, settings.home(), settings.smtp()));
        tomcat.await();
    }

    private static String newCode() {
        byte[] code = new byte[CODE_BYTES];
        new SecureRandom().nextBytes(code);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(code);
    }

    private Map<String, String> demoMail(Server tomcat) {
        DemoMailbox demo = new DemoMailbox(Clock.systemUTC());
        mailbox = demo;
        tomcat.add(demo::addTo);
        return Map.of(
                "EMAIL_HOST", "127.0.0.1",
                "EMAIL_PORT", String.valueOf(demo.smtpPort()),
                "EMAIL_TLS", "none",
                "EMAIL_FROM", "Telltale <telltale@localhost>",
                "EMAIL_TO", "you@example.com");
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
        if (mailbox != null) {
            mailbox.close();
        }
    }
}
