package telltale.launcher;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import telltale.launcher.connector.ConnectionLimits;

/** The limits that the operating system and the JVM set for this process. */
final class ProcessLimits {
    private ProcessLimits() {}

    /** The connection limits that suit this process. */
    static ConnectionLimits connections() {
        return ConnectionLimits.of(Runtime.getRuntime().maxMemory(), openFiles());
    }

    private static long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }
}
