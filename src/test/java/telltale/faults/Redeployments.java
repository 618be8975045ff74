package telltale.faults;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.Provider;
import java.security.Security;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.ObjectName;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.JreMemoryLeakPreventionListener;
import org.apache.catalina.core.ThreadLocalLeakPreventionListener;
import org.apache.catalina.startup.Tomcat;

/**
 * A Tomcat in a separate process that deploys and undeploys the WAR repeatedly, and reports leftovers. It is run from its
 * source, so that its class path has only Tomcat's files, like that of an installed Tomcat.
 */
public final class Redeployments {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int HITS = 20;
    private static final int BLOCK = 1 << 20;

    private final Tomcat tomcat = new Tomcat();
    private final Path war;
    private final Path home;
    private final List<WeakReference<ClassLoader>> loaders = new ArrayList<>();

    private Redeployments(Path base, Path war, Path home) throws IOException {
        this.war = war;
        this.home = home;
        Files.createDirectories(base.resolve("webapps"));
        tomcat.setBaseDir(base.toString());
        tomcat.enableNaming();
        // As in Tomcat's default server.xml.
        tomcat.getServer().addLifecycleListener(new JreMemoryLeakPreventionListener());
        tomcat.getServer().addLifecycleListener(new ThreadLocalLeakPreventionListener());
        tomcat.getHost();
        tomcat.getEngine().setParentClassLoader(Tomcat.class.getClassLoader());
        // Every ten seconds Tomcat's background thread works in the context of the application. If an undeployment
        // happens
        // at that time, Tomcat warns about a leak of its own thread.
        tomcat.getEngine().setBackgroundProcessorDelay(-1);
        Connector connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        tomcat.setConnector(connector);
    }

    /**
     * Arguments: Tomcat's folder, the WAR, Telltale's home, the number of deployments, and the file for the report. If a class
     * loader remains, the heap is written beside the report.
     */
    public static void main(String[] arguments) throws Exception {
        Redeployments server = new Redeployments(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]));
        server.tomcat.start();
        server.redeploy();
        int filesAfterOne = openFiles().size();
        for (int deployment = 1; deployment < Integer.parseInt(arguments[3]); deployment++) {
            server.redeploy();
        }
        Path report = Path.of(arguments[4]);
        Properties found = server.found(report.resolveSibling("heap.hprof"));
        found.setProperty("files.more", String.valueOf(filesMoreThan(filesAfterOne)));
        try (OutputStream out = Files.newOutputStream(report)) {
            found.store(out, null);
        }
        server.tomcat.stop();
        server.tomcat.destroy();
    }

    private void redeploy() throws IOException {
        Context context = tomcat.addWebapp("/app", war.toString());
        if (context.getState() != LifecycleState.STARTED) {
            throw new IllegalStateException("the WAR did not start: " + context.getState());
        }
        loaders.add(new WeakReference<>(context.getLoader().getClassLoader()));
        use();
        tomcat.getHost().removeChild(context);
    }

    private void use() throws IOException {
        String key = Files.readString(home.resolve("key")).strip();
        for (int hit = 0; hit < HITS; hit++) {
            get("/app/pixel", key);
        }
        get("/app/track?to=ann@example.com&campaign=redeployed", key);
        get("/app/api/v1/deliveries", key);
        // The replicated log, if there is one, is to be connected.
        while (get("/app/health/ready", key).contains("\"up\":false")) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        get("/app/pixel", key);
    }

    private String get(String path, String key) throws IOException {
        URI address = URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + path);
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setRequestProperty("Authorization", "Bearer " + key);
        connection.setRequestProperty("Connection", "close");
        try (InputStream body = connection.getInputStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Properties found(Path heapDump) throws IOException {
        Properties found = new Properties();
        long left = loadersInMemory();
        if (left > 0) {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(heapDump.toString(), true);
        }
        found.setProperty("loaders", String.valueOf(left));
        found.setProperty("threads", String.join(", ", threads()));
        found.setProperty("beans", beans());
        found.setProperty("providers", providers());
        found.setProperty("files", String.join(", ", filesOfTheApplication()));
        found.setProperty("home", isHomeFree() ? "free" : "held");
        return found;
    }

    /** Returns the number of the applications' class loaders that are still in memory after garbage collections. */
    private long loadersInMemory() {
        forgetLastRecord();
        clearSoftReferences();
        long end = System.nanoTime() + TIMEOUT.toNanos();
        long left = loaders.size();
        while (left > 0 && System.nanoTime() < end) {
            System.gc();
            LockSupport.parkNanos(PAUSE.toNanos());
            left = loaders.stream().filter(loader -> loader.get() != null).count();
        }
        return left;
    }

    /**
     * Clears a cache of one entry in JDK 17 ({@code java.lang.runtime.ObjectMethods}) with the type of the record component
     * that was compared or hashed last, which keeps its class loader in memory.
     */
    private static void forgetLastRecord() {
        record Next(Path component) {}
        Next next = new Next(Path.of(""));
        if (!next.equals(new Next(Path.of(""))) || next.hashCode() != new Next(Path.of("")).hashCode()) {
            throw new IllegalStateException("equal records differ");
        }
    }

    /** Fills the memory once: what is only softly reachable, such as the JDK's caches of resource bundles, is no leak. */
    private static void clearSoftReferences() {
        try {
            Object[] filled = {};
            while (true) {
                filled = new Object[] {filled, new byte[BLOCK]};
            }
        } catch (OutOfMemoryError full) {
            // Thrown after the JVM has cleared all soft references.
        }
    }

    private static Set<String> threads() {
        Set<String> names = new TreeSet<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            ClassLoader context = thread.getContextClassLoader();
            boolean ofAnApplication =
                    context != null && context.getClass().getName().contains("Webapp");
            if (thread.getName().startsWith("telltale") || ofAnApplication) {
                names.add(thread.getName());
            }
        }
        return names;
    }

    /** The MBeans that neither the JDK nor Tomcat registers. */
    private static String beans() {
        return ManagementFactory.getPlatformMBeanServer().queryNames(null, null).stream()
                .map(ObjectName::toString)
                .filter(name -> !name.matches("(java|jdk|com\\.sun|JMImplementation|sun|Tomcat|Catalina).*"))
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /** The security providers of applications. */
    private static String providers() {
        return Stream.of(Security.getProviders())
                .filter(provider -> provider.getClass().getName().contains("kafka"))
                .map(Provider::getName)
                .collect(Collectors.joining(", "));
    }

    private Set<String> filesOfTheApplication() throws IOException {
        Set<String> files = new TreeSet<>(openFiles());
        files.removeIf(file -> !file.startsWith(home.toString()) && !file.contains("/webapps/"));
        return files;
    }

    /** Returns how many more files and sockets are open than before, after giving sockets time to close. */
    private static int filesMoreThan(int before) throws IOException {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        int more = openFiles().size() - before;
        while (more > 0 && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE.toNanos());
            more = openFiles().size() - before;
        }
        return more;
    }

    private static List<String> openFiles() throws IOException {
        List<String> files = new ArrayList<>();
        try (DirectoryStream<Path> handles = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path handle : handles) {
                try {
                    files.add(Files.readSymbolicLink(handle).toString());
                } catch (NoSuchFileException closedMeanwhile) {
                    // Such as the handle that lists this folder.
                }
            }
        }
        return files;
    }

    private boolean isHomeFree() throws IOException {
        boolean claimed = System.getProperties().stringPropertyNames().stream()
                .anyMatch(name -> name.startsWith("telltale.home"));
        try (FileChannel channel = FileChannel.open(home.resolve("lock"), StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return !claimed && lock != null;
        }
    }
}
