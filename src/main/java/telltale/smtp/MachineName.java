package telltale.smtp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.settings.EhloName;
import telltale.supervision.Supervisor;

/**
 * The fully qualified name of this machine, looked up once and on demand. The lookup asks the operating system and possibly
 * a name server, so it has a thread of its own and a caller waits for it only for a limited time.
 */
final class MachineName {
    private static final Logger log = LoggerFactory.getLogger(MachineName.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final Supervisor supervisor;
    private final Callable<String> lookup;
    private final Duration timeout;
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicBoolean timedOut = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Optional<String> name = Optional.empty();

    MachineName(Supervisor supervisor) {
        this(supervisor, MachineName::ofThisMachine, TIMEOUT);
    }

    /**
     * @param lookup returns a name, qualified or not
     * @param timeout how long the first callers wait for the lookup; later ones do not wait
     */
    MachineName(Supervisor supervisor, Callable<String> lookup, Duration timeout) {
        this.supervisor = supervisor;
        this.lookup = lookup;
        this.timeout = timeout;
    }

    /** Returns the name; empty if the machine has none, or as long as the lookup takes too long. */
    Optional<String> get() {
        if (started.compareAndSet(false, true)) {
            supervisor.start("machine name", this::lookUp);
        }
        try {
            if (!timedOut.get() && !ended.await(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                timedOut.set(true);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        return name;
    }

    private void lookUp() {
        try {
            name = Optional.of(lookup.call()).filter(EhloName::isQualified);
        } catch (Exception unknown) {
            log.debug("The name of this machine is unknown: {}", unknown.toString());
        } finally {
            ended.countDown();
        }
    }

    private static String ofThisMachine() throws UnknownHostException {
        InetAddress machine = InetAddress.getLocalHost();
        String name = machine.getHostName();
        return EhloName.isQualified(name) ? name : machine.getCanonicalHostName();
    }
}
