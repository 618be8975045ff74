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
import org.apache.catalina.Container;
import org.apache.catalina.Context;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.tomcat.util.threads.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;
import telltale.launcher.connector.ConnectionLimits;
import telltale.launcher.connector.GuardedProtocol;
import telltale.launcher.connector.RequestValve;
import telltale.settings.TrustedProxies;

/** An embedded Tomcat with the web application at {@code /app}. */
final class Server implements AutoCloseable {
    private static final String DEFAULTS = "telltale.launcher.defaults";
    private static final String ENV_FILE = "telltale.launcher.env-file";
    /** What the connector limits, in a sentence that health shows. */
    private static final String CONNECTION_LIMITS = "telltale.launcher.connection-limits";
    /** A {@code Consumer<Throwable>} that ends the process, for an OutOfMemoryError that the web application caught. */
    private static final String OUT_OF_MEMORY = "telltale.launcher.out-of-memory";

    private static final String FAILURE = "telltale.failure";

    /** Longer than a mail takes, shorter than those who stop a process wait before they kill it. */
    private static final Duration FAREWELL = Duration.ofSeconds(8);

    private static final Duration GLANCE = Duration.ofMillis(10);

    private final Tomcat tomcat = new Tomcat();
    private final AtomicBoolean closed = new AtomicBoolean();
    private @Nullable Context application;
    private volatile @Nullable String failure;

    private final ConnectionLimits limits;
    private final TrustedProxies trustedProxies;
    private final Consumer<Throwable> outOfMemory;

    /**
     * @param trustedProxies whose connections are not limited
     * @param outOfMemory what to do when memory has run out
     */
    Server(Path base, ConnectionLimits limits, TrustedProxies trustedProxies, Consumer<Throwable> outOfMemory) {
        this.limits = limits;
        this.trustedProxies = trustedProxies;
        this.outOfMemory = outOfMemory;
        tomcat.setBaseDir(base.toString());
        tomcat.setSilent(true);
        tomcat.enableNaming();
        tomcat.getEngine().setParentClassLoader(Tomcat.class.getClassLoader());
        tomcat.getEngine().getPipeline().addValve(new RequestValve(outOfMemory));
        tomcat.getHost().getPipeline().addValve(plainErrors());
    }

    /**
     * Makes sure of the port. Nobody can connect to one that was asked for before {@link #start}: a proxy would give this
     * server requests that it does not answer yet.
     *
     * @param port 0 for any free one, which is taken at once
     * @return the port
     */
    int bind(String address, int port) {
        Connector connector = new Connector(new GuardedProtocol(limits, trustedProxies::contains));
        connector.setPort(port);
        connector.setThrowOnFailure(true);
        // The web application reads its bodies itself.
        connector.setMaxPostSize(0);
        connector.setMaxPartCount(0);
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

    /** Adds something beside the web application. */
    void add(Consumer<Tomcat> addition) {
        addition.accept(tomcat);
    }

    /** Adds the unpacked web application, and what it needs to know of the launcher. */
    void addApplication(Path folder, Map<String, String> defaults, Path envFile) {
        Context context = tomcat.addWebapp("/app", folder.toString());
        context.addLifecycleListener(event -> {
            switch (event.getType()) {
                case Lifecycle.BEFORE_START_EVENT -> removeJsp(context);
                case Lifecycle.BEFORE_STOP_EVENT -> noteFailure(context);
                default -> {}
            }
        });
        context.getServletContext().setAttribute(DEFAULTS, Map.copyOf(defaults));
        context.getServletContext().setAttribute(ENV_FILE, envFile.toString());
        context.getServletContext().setAttribute(CONNECTION_LIMITS, limits.toString());
        context.getServletContext().setAttribute(OUT_OF_MEMORY, outOfMemory);
        application = context;
        addFrontDoor();
    }

    /** Sets an attribute that the web application reads when it starts. */
    void tell(String attribute, Object value) {
        Objects.requireNonNull(application, "there is no web application")
                .getServletContext()
                .setAttribute(attribute, value);
    }

    /** @throws LaunchException with the web application's own sentence when it refused */
    void start() {
        leaveLeakDetectionOut();
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

    /** Takes no new request, lets those under way finish, and closes the web application. */
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
            throw new IllegalStateException("Tomcat did not stop as it should", failed);
        }
    }

    /** Tomcat's own waiting would wait for every browser that keeps an idle connection. */
    private void finishRequests() {
        Connector connector = tomcat.getConnector();
        connector.pause();
        long end = System.nanoTime() + FAREWELL.toNanos();
        while (isBusy(connector) && System.nanoTime() < end) {
            LockSupport.parkNanos(GLANCE.toNanos());
        }
    }

    private static boolean isBusy(Connector connector) {
        return connector.getProtocolHandler().getExecutor() instanceof ThreadPoolExecutor workers
                && workers.getActiveCount() > 0;
    }

    private void addFrontDoor() {
        Context root = tomcat.addContext("", null);
        Tomcat.addServlet(root, "front door", new RootRedirect());
        root.addServletMapping("", "front door");
    }

    private void noteFailure(Context context) {
        // Tomcat forgets the attributes of an application that did not start.
        if (context.getServletContext().getAttribute(FAILURE) instanceof String sentence) {
            failure = sentence;
        }
    }

    private static ErrorReportValve plainErrors() {
        ErrorReportValve valve = new ErrorReportValve();
        valve.setShowReport(false);
        valve.setShowServerInfo(false);
        return valve;
    }

    /** Tomcat's defaults name a servlet that compiles pages; neither it nor such pages are here. */
    private static void removeJsp(Context context) {
        if (context.findChild("jsp") != null) {
            context.removeServletMapping("*.jsp");
            context.removeServletMapping("*.jspx");
            context.removeChild(context.findChild("jsp"));
        }
    }

    /** It is for servers that live on; this process ends with its applications. */
    private void leaveLeakDetectionOut() {
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
                    "Port " + port + " on " + address + " is taken by another program. Stop that one, or set"
                            + " TELLTALE_PORT to a free port, such as TELLTALE_PORT=" + (port == 8080 ? 8081 : 8080)
                            + ".",
                    refused);
        }
        return new LaunchException(
                "Telltale cannot listen on port " + port + " of " + address + ": " + reason
                        + ". TELLTALE_PORT and TELLTALE_ADDRESS say where it listens.",
                refused);
    }
}
