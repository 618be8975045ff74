package telltale.launcher;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import telltale.launcher.connector.ConnectionLimits;

/** What the operating system and the JVM allow this process. */
final class ProcessLimits {
    private ProcessLimits() {}

    /** The connections that this process can afford. */
    static ConnectionLimits connections() {
        return ConnectionLimits.of(Runtime.getRuntime().maxMemory(), openFiles());
    }

    private static long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }
}
