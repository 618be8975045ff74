package telltale.web.gate;

import jakarta.servlet.ServletContext;
import java.lang.management.ManagementFactory;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import telltale.settings.LauncherAttributes;

/** The number of requests that the container can process, if known. */
final class ContainerThreads {
    /** Permits if the number of threads is unknown: small thread pools are common, and waiting is cheap. */
    private static final int DEFAULT_PERMITS = 16;

    private ContainerThreads() {}

    /** The permits of all lanes: at most half of the container's threads, to reserve the other half for pixels. */
    static int permits(ServletContext context) {
        OptionalInt threads = threads(context);
        return threads.isPresent() ? Math.min(Lane.MAX_PERMITS, threads.getAsInt() / 2) : DEFAULT_PERMITS;
    }

    /** The launcher passes its number of threads, since its Tomcat has no management beans. */
    private static OptionalInt threads(ServletContext context) {
        if (context.getAttribute(LauncherAttributes.WORKERS) instanceof Integer workers) {
            return OptionalInt.of(workers);
        }
        boolean isTomcat = context.getServerInfo().startsWith("Apache Tomcat");
        return isTomcat ? tomcatThreads() : OptionalInt.empty();
    }

    /** The smallest thread pool of all connectors, because a request may arrive through any of them. */
    private static OptionalInt tomcatThreads() {
        MBeanServer tomcat = ManagementFactory.getPlatformMBeanServer();
        try {
            return tomcat.queryNames(new ObjectName("*:type=ThreadPool,name=*"), null).stream()
                    .flatMapToInt(pool -> maxThreads(tomcat, pool))
                    .filter(threads -> threads > 0)
                    .min();
        } catch (JMException unknown) {
            return OptionalInt.empty();
        }
    }

    private static IntStream maxThreads(MBeanServer tomcat, ObjectName pool) {
        try {
            return tomcat.getAttribute(pool, "maxThreads") instanceof Integer threads
                    ? IntStream.of(threads)
                    : IntStream.empty();
        } catch (JMException unknown) {
            return IntStream.empty();
        }
    }
}
