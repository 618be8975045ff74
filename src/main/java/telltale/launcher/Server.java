package telltale.launcher;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.catalina.Container;
import org.apache.catalina.Context;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.modeler.Registry;
import org.apache.tomcat.util.threads.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;
import telltale.launcher.connector.ConnectionLimits;
import telltale.launcher.connector.ErrorPageValve;
import telltale.launcher.connector.GuardedProtocol;
import telltale.launcher.connector.RequestValve;
import telltale.settings.LauncherAttributes;
import telltale.settings.TrustedProxies;

/** An embedded Tomcat with the web application at {@code /app}. */
final class Server implements AutoCloseable {
    /** Longer than sending a mail takes, shorter than service managers wait before they kill a process. */
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(8);

    private static final Duration POLL_INTERVAL = Duration.ofMillis(10);

    /**
     * Characters that a URI must not contain (RFC 3986 section 2), but that mail clients and gateways append to links. A
     * backslash is one only in the query: Tomcat would treat it as a slash in the path.
     */
    private static final String APPENDED_CHARACTERS = "\"<>[]^`{|}";

    private final Tomcat tomcat;
    private final AtomicBoolean closed = new AtomicBoolean();
    private @Nullable Context application;
    private volatile @Nullable String failure;

    private final ConnectionLimits limits;
    private final TrustedProxies trustedProxies;
    private final Consumer<Throwable> outOfMemory;

    /**
     * Creates a server that is not started.
     *
     * @param trustedProxies exempt from the connection limits
     * @param outOfMemory called after an OutOfMemoryError
     */
    Server(Path base, ConnectionLimits limits, TrustedProxies trustedProxies, Consumer<Throwable> outOfMemory) {
        this.limits = limits;
        this.trustedProxies = trustedProxies;
        this.outOfMemory = outOfMemory;
        // Nobody manages this Tomcat through JMX, whose beans take a tenth of the start.
        Registry.disableRegistry();
        tomcat = new Tomcat();
        tomcat.setBaseDir(base.toString());
        tomcat.setSilent(true);
        tomcat.enableNaming();
        tomcat.getEngine().setParentClassLoader(Tomcat.class.getClassLoader());
        tomcat.getEngine().getPipeline().addValve(new RequestValve(outOfMemory));
        ((StandardHost) tomcat.getHost()).setErrorReportValveClass(ErrorPageValve.class.getName());
    }

    /**
     * Checks that the port is free. A fixed port accepts connections only after {@link #start}: a proxy would otherwise
     * forward requests that this server does not answer yet.
     *
     * @param port 0 for any free port, which is bound at once
     * @return the port
     */
    int bind(String address, int port) {
        Connector connector = new Connector(new GuardedProtocol(limits, trustedProxies::contains));
        connector.setPort(port);
        connector.setThrowOnFailure(true);
        // The web application parses bodies itself.
        connector.setMaxPostSize(0);
        connector.setMaxPartCount(0);
        connector.setProperty("relaxedPathChars", APPENDED_CHARACTERS);
        connector.setProperty("relaxedQueryChars", APPENDED_CHARACTERS + "\\");
        connector.setProperty("address", address);
        connector.setProperty("bindOnInit", Boolean.toString(port == 0));
        tomcat.setConnector(connector);
        try {
            if (port != 0) {
                requireFree(address, port);
            }
            tomcat.init();
        } catch (LifecycleException | IOException refused) {
            throw cannotBind(address, port, refused);
        }
        return port == 0 ? connector.getLocalPort() : port;
    }

    private static void requireFree(String address, int port) throws IOException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(address, port));
        }
    }

    /** Adds a context beside the web application. */
    void add(Consumer<Tomcat> addition) {
        addition.accept(tomcat);
    }

    /** Adds the unpacked web application, with the attributes that it reads from the launcher. */
    void addApplication(Path folder, Map<String, String> defaults, Path envFile) {
        Context context = tomcat.addWebapp("/app", folder.toString());
        context.addLifecycleListener(event -> {
            switch (event.getType()) {
                case Lifecycle.BEFORE_START_EVENT -> removeJsp(context);
                case Lifecycle.BEFORE_STOP_EVENT -> noteFailure(context);
                default -> {}
            }
        });
        context.getServletContext().setAttribute(LauncherAttributes.DEFAULTS, Map.copyOf(defaults));
        context.getServletContext().setAttribute(LauncherAttributes.ENV_FILE, envFile.toString());
        context.getServletContext().setAttribute(LauncherAttributes.CONNECTION_LIMITS, limits.toString());
        context.getServletContext().setAttribute(LauncherAttributes.WORKERS, limits.workers());
        context.getServletContext().setAttribute(LauncherAttributes.OUT_OF_MEMORY, outOfMemory);
        Supplier<Runnable> closing = RequestValve::closingCurrent;
        context.getServletContext().setAttribute(LauncherAttributes.CLOSE_CONNECTION, closing);
        application = context;
        addRootRedirect();
    }

    /** Sets an attribute that the web application reads when it starts. */
    void setAttribute(String attribute, Object value) {
        Objects.requireNonNull(application, "there is no web application")
                .getServletContext()
                .setAttribute(attribute, value);
    }

    /** @throws LaunchException with the web application's own message if it did not start */
    void start() {
        disableLeakDetection();
        try {
            tomcat.start();
        } catch (LifecycleException failed) {
            Connector connector = tomcat.getConnector();
            if (connector.getState() == LifecycleState.FAILED) {
                throw cannotBind(String.valueOf(connector.getProperty("address")), connector.getPort(), failed);
            }
            throw new IllegalStateException("Tomcat did not start", failed);
        }
        Context context = application;
        if (context != null && context.getState() == LifecycleState.STARTED) {
            noteFailure(context);
        }
        if (failure != null) {
            throw new LaunchException(failure);
        }
        if (context == null || context.getState() != LifecycleState.STARTED) {
            throw new IllegalStateException("the web application did not start");
        }
    }

    /** Returns when the server has been closed. */
    void await() {
        tomcat.getServer().await();
    }

    /** Stops accepting requests, completes those in progress, and closes the web application. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        try {
            finishRequests();
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException failed) {
            throw new IllegalStateException("Tomcat did not stop cleanly", failed);
        }
    }

    /** Tomcat's own shutdown would wait for every browser with an idle connection. */
    private void finishRequests() {
        Connector connector = tomcat.getConnector();
        connector.pause();
        long end = System.nanoTime() + SHUTDOWN_TIMEOUT.toNanos();
        while (isBusy(connector) && System.nanoTime() < end) {
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
        }
    }

    private static boolean isBusy(Connector connector) {
        return connector.getProtocolHandler().getExecutor() instanceof ThreadPoolExecutor workers
                && workers.getActiveCount() > 0;
    }

    private void addRootRedirect() {
        Context root = tomcat.addContext("", null);
        Tomcat.addServlet(root, "root redirect", new RootRedirect());
        root.addServletMapping("", "root redirect");
    }

    private void noteFailure(Context context) {
        // Tomcat clears the attributes of an application that did not start.
        if (context.getServletContext().getAttribute(LauncherAttributes.FAILURE) instanceof String sentence) {
            failure = sentence;
        }
    }

    /** Tomcat's defaults name the JSP servlet, which is not included. */
    private static void removeJsp(Context context) {
        if (context.findChild("jsp") != null) {
            context.removeServletMapping("*.jsp");
            context.removeServletMapping("*.jspx");
            context.removeChild(context.findChild("jsp"));
        }
    }

    /** Leak detection is for servers that outlive their applications; this process does not. */
    private void disableLeakDetection() {
        for (Container child : tomcat.getHost().findChildren()) {
            if (child instanceof StandardContext context) {
                context.setClearReferencesRmiTargets(false);
                context.setClearReferencesThreadLocals(false);
                context.setClearReferencesObjectStreamClassCaches(false);
            }
        }
    }

    private static LaunchException cannotBind(String address, int port, Exception refused) {
        Throwable cause = refused;
        while (cause.getCause() != null && !(cause instanceof BindException)) {
            cause = cause.getCause();
        }
        String reason = String.valueOf(cause.getMessage());
        if (reason.contains("in use")) {
            return new LaunchException(
                    "Port " + port + " on " + address + " is in use by another program. Stop that program, or set"
                            + " TELLTALE_PORT to a free port, such as TELLTALE_PORT=" + (port == 8080 ? 8081 : 8080)
                            + ".",
                    refused);
        }
        return new LaunchException(
                "Telltale cannot listen on port " + port + " of " + address + ": " + reason
                        + ". Check TELLTALE_PORT and TELLTALE_ADDRESS.",
                refused);
    }
}
