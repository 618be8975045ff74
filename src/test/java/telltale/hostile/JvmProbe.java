package telltale.hostile;

import com.sun.management.UnixOperatingSystemMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** A probe of another JVM through its management beans. */
final class JvmProbe implements AutoCloseable {
    /** Threads that only the server itself can replace: Telltale's, and the acceptors and pollers of the connectors. */
    private static final String WATCHED = "telltale-.*|.*-Acceptor(-\\d+)?|.*-Poller(-\\d+)?";

    private final JMXConnector connector;

    private JvmProbe(JMXConnector connector) {
        this.connector = connector;
    }

    /**
     * The resources of a JVM.
     *
     * @param liveHeap bytes after a garbage collection
     * @param threads the names of the threads that must run as long as the server does
     */
    record Vitals(long liveHeap, Set<String> threads, long openFiles) {
        Set<String> missing(Vitals later) {
            Set<String> missing = new TreeSet<>(threads);
            missing.removeAll(later.threads);
            return missing;
        }
    }

    /** @throws IOException if the process has ended or does not respond */
    // The address belongs to a process that this test has started.
    @SuppressWarnings("BanJNDI")
    static JvmProbe of(long pid) throws IOException {
        return new JvmProbe(JMXConnectorFactory.connect(agent(pid)));
    }

    /** @throws IOException if the process has ended or does not respond */
    Vitals look() throws IOException {
        try {
            MBeanServerConnection server = connector.getMBeanServerConnection();
            MemoryMXBean memory = ManagementFactory.getPlatformMXBean(server, MemoryMXBean.class);
            memory.gc();
            return new Vitals(
                    memory.getHeapMemoryUsage().getUsed(),
                    watched(ManagementFactory.getPlatformMXBean(server, ThreadMXBean.class)),
                    ManagementFactory.getPlatformMXBean(server, UnixOperatingSystemMXBean.class)
                            .getOpenFileDescriptorCount());
        } catch (UndeclaredThrowableException | SecurityException | IllegalStateException ended) {
            throw new IOException(ended);
        }
    }

    @Override
    public void close() {
        try {
            connector.close();
        } catch (IOException ended) {
            // The process has already exited.
        }
    }

    private static JMXServiceURL agent(long pid) throws IOException {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
            try {
                return new JMXServiceURL(machine.startLocalManagementAgent());
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException ended) {
            throw new IOException(ended);
        }
    }

    private static Set<String> watched(ThreadMXBean threads) {
        ThreadInfo[] all = threads.getThreadInfo(threads.getAllThreadIds());
        return Arrays.stream(all)
                .filter(Objects::nonNull)
                .map(ThreadInfo::getThreadName)
                .filter(name -> name.matches(WATCHED))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
