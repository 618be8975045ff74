package telltale.app;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.TreeMap;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import telltale.settings.Settings;
import telltale.settings.Sources;

/** All of Telltale on a Tomcat of the test's own, with the settings of the test and TELLTALE_URL unless they have it. */
final class ServedApplication implements AutoCloseable {
    private final Tomcat tomcat = new Tomcat();
    private final Application application;

    ServedApplication(Path folder, Map<String, String> given) throws Exception {
        tomcat.setBaseDir(folder.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.start();
        Map<String, String> values = new TreeMap<>(given);
        values.put("TELLTALE_HOME", folder.resolve("home").toString());
        values.putIfAbsent("TELLTALE_URL", url());
        application = Application.start(Settings.load(Sources.of(values)), null, outOfMemory -> {});
        StandardContext context = new StandardContext();
        context.setPath("/app");
        context.setDocBase(Files.createDirectories(folder.resolve("webapp")).toString());
        context.addLifecycleListener(new Tomcat.FixContextListener());
        context.addServletContainerInitializer((classes, servletContext) -> register(servletContext), null);
        // A context that is added to a running host starts at once, when the port is known.
        tomcat.getHost().addChild(context);
    }

    private void register(ServletContext context) {
        put(context, "headers", application.web.securityHeaders);
        put(context, "gate", application.web.gate);
        ServletRegistration.Dynamic router = context.addServlet("router", application.web.router);
        router.setAsyncSupported(true);
        router.addMapping(application.web.routes.mappings().toArray(String[]::new));
    }

    private static void put(ServletContext context, String name, Filter filter) {
        FilterRegistration.Dynamic registration = context.addFilter(name, filter);
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC), true, "/*");
    }

    int port() {
        return tomcat.getConnector().getLocalPort();
    }

    /** The address of the dashboard on this machine. */
    String url() {
        return "http://127.0.0.1:" + port() + "/app";
    }

    @Override
    public void close() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
        application.close();
    }
}
