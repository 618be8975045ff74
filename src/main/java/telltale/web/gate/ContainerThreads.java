package telltale.web.gate;

import jakarta.servlet.ServletContext;
import java.lang.management.ManagementFactory;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** How many requests the container can work at, as far as it says. */
final class ContainerThreads {
    /** Permits where nothing is known: small thread pools are common, and waiting costs little. */
    private static final int CAUTIOUS = 16;

    private ContainerThreads() {}

    /** The permits of all lanes: at most half of the container's threads, so that the other half is left to pixels. */
    static int permits(ServletContext context) {
        boolean isTomcat = context.getServerInfo().startsWith("Apache Tomcat");
        OptionalInt threads = isTomcat ? ofTomcat() : OptionalInt.empty();
        return threads.isPresent() ? Math.min(Lane.MAX_PERMITS, threads.getAsInt() / 2) : CAUTIOUS;
    }

    /** The smallest pool of all connectors, because nothing says through which one a request will come. */
    private static OptionalInt ofTomcat() {
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
