package telltale.app;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRegistration;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import telltale.settings.InvalidSettingsException;
import telltale.settings.LauncherAttributes;
import telltale.settings.Settings;
import telltale.settings.Sources;
import telltale.web.http.HiddenQuery;
import telltale.web.ops.Container;

/** The servlet context listener: starts the application, registers filters and servlets, and stops it with the container. */
public final class Boot implements ServletContextListener {

    private static final Logger log = LoggerFactory.getLogger(Boot.class);

    private @Nullable Application application;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        try {
            Settings settings = Settings.load(sources(context));
            Logging.configure(settings.log());
            logSettings(settings, context);
            Application started = Application.start(settings, signInCode(context), outOfMemory(context));
            application = started;
            register(started.web, context);
            if (context.getAttribute(LauncherAttributes.DEFAULTS) == null) {
                // The launcher's Tomcat writes no access log.
                HiddenQuery.hide(context);
            }
        } catch (InvalidSettingsException | StartupException refused) {
            context.setAttribute(LauncherAttributes.FAILURE, refused.getMessage());
            if (context.getAttribute(LauncherAttributes.DEFAULTS) == null) {
                log.error("Telltale does not start. {}", refused.getMessage());
            }
            throw refused;
        } catch (RuntimeException unexpected) {
            context.setAttribute(LauncherAttributes.FAILURE, "Telltale failed to start: " + unexpected);
            log.error("Telltale failed to start", unexpected);
            throw unexpected;
        }
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (application != null) {
            application.close();
            log.info("Telltale has stopped.");
        }
        Logging.stop();
    }

    private static Sources sources(ServletContext context) {
        Object envFile = context.getAttribute(LauncherAttributes.ENV_FILE);
        Map<String, String> defaults = new TreeMap<>();
        if (context.getAttribute(LauncherAttributes.DEFAULTS) instanceof Map<?, ?> given) {
            given.forEach((name, value) -> defaults.put(String.valueOf(name), String.valueOf(value)));
        }
        return Sources.standard(envFile == null ? null : Path.of(envFile.toString()), defaults);
    }

    /** In another container the process must not be ended: the supervisor logs the error, and health reports it. */
    @SuppressWarnings("unchecked")
    private static Consumer<Throwable> outOfMemory(ServletContext context) {
        Object hook = context.getAttribute(LauncherAttributes.OUT_OF_MEMORY);
        return hook instanceof Consumer<?> ? (Consumer<Throwable>) hook : error -> {};
    }

    private static @Nullable String signInCode(ServletContext context) {
        Object code = context.getAttribute(LauncherAttributes.SIGN_IN_CODE);
        context.removeAttribute(LauncherAttributes.SIGN_IN_CODE);
        return code == null ? null : code.toString();
    }

    private static void logSettings(Settings settings, ServletContext context) {
        log.info(
                "Telltale starts in {} on Java {}.",
                Container.nameAndVersion(context),
                System.getProperty("java.version"));
        // In the demo the banner is what the user needs to see; in production every setting is.
        Level level = context.getAttribute(LauncherAttributes.DEMO) == null ? Level.INFO : Level.DEBUG;
        settings.effective()
                .forEach(one -> log.atLevel(level).log("{} = {} ({})", one.name(), one.value(), one.source()));
        settings.warnings().forEach(warning -> log.warn("{}", warning));
    }

    private static void register(WebParts web, ServletContext context) {
        filter(context, "security-headers", web.securityHeaders, EnumSet.of(DispatcherType.REQUEST), "/*");
        // Requests that waited without a thread come back as asynchronous dispatches.
        EnumSet<DispatcherType> both = EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC);
        filter(context, "request-gate", web.gate, both, "/*");
        servlet(context, "router", web.router, web.routes.mappings().toArray(String[]::new));
        servlet(context, "error", web.errors, "/error");
    }

    private static void servlet(ServletContext context, String name, Servlet servlet, String... addresses) {
        ServletRegistration.Dynamic registration = context.addServlet(name, servlet);
        registration.setAsyncSupported(true);
        registration.addMapping(addresses);
    }

    private static void filter(
            ServletContext context,
            String name,
            jakarta.servlet.Filter filter,
            EnumSet<DispatcherType> dispatchers,
            String addresses) {
        var registration = context.addFilter(name, filter);
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(dispatchers, true, addresses);
    }
}
