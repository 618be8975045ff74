package telltale.web.http;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.JMRuntimeException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Query strings hidden from Tomcat's access log, because they may contain an address and a key.
 *
 * <p>The stock log writes the query, and no filter can prevent that: the log reads the connector's request, below every
 * wrapper. Tomcat's own rewrite valve runs low enough; {@code WEB-INF/rewrite.config} configures what it hides. The valve
 * is added through Tomcat's management interface and not by {@code META-INF/context.xml}, because Tomcat ignores that
 * file where the operator has written a {@code conf/Catalina/localhost/app.xml}, and Payara reads it and logs stack
 * traces about a class that it does not have.
 */
public final class HiddenQuery {
    /** The request attribute into which {@code WEB-INF/rewrite.config} moves the query. */
    private static final String ATTRIBUTE = "telltale.query";

    private static final String REWRITE_VALVE = "org.apache.catalina.valves.rewrite.RewriteValve";
    private static final Logger log = LoggerFactory.getLogger(HiddenQuery.class);

    private HiddenQuery() {}

    /** The query string as the client sent it, hidden or not; null if there is none. */
    public static @Nullable String of(HttpServletRequest request) {
        String hidden = (String) request.getAttribute(ATTRIBUTE);
        return hidden == null ? request.getQueryString() : hidden;
    }

    /** Starts hiding the queries of this application if the server is Tomcat. */
    public static void hide(ServletContext application) {
        if (!application.getServerInfo().startsWith("Apache Tomcat")) {
            return;
        }
        try {
            addRewriteValve(ManagementFactory.getPlatformMBeanServer(), application);
        } catch (JMException | JMRuntimeException refused) {
            log.warn(
                    "Addresses and keys in query strings are not hidden from Tomcat's access log."
                            + " Give that log a pattern without the query (docs/TOMCAT.md).",
                    refused);
        }
    }

    private static void addRewriteValve(MBeanServer tomcat, ServletContext application) throws JMException {
        String[] engineAndHost = application.getVirtualServerName().split("/", 2);
        String engine = engineAndHost[0];
        String host = engineAndHost[1];
        String name = nameOf(application);
        // After a reload, the context still contains the valve.
        if (!tomcat.isRegistered(
                new ObjectName(engine + ":type=Valve,host=" + host + ",context=" + name + ",name=RewriteValve"))) {
            String context = engine + ":j2eeType=WebModule,name=//" + host + name;
            tomcat.invoke(
                    new ObjectName(engine + ":type=MBeanFactory"),
                    "createValve",
                    new Object[] {REWRITE_VALVE, context},
                    new String[] {String.class.getName(), String.class.getName()});
        }
    }

    /** The name that Tomcat gives the application: its path and, in a parallel deployment, its version. */
    private static String nameOf(ServletContext application) {
        String path = application.getContextPath().isEmpty() ? "/" : application.getContextPath();
        Object version = application.getAttribute("org.apache.catalina.webappVersion");
        return version == null || version.equals("") ? path : path + "##" + version;
    }
}
