package telltale.contract;

import java.io.File;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import telltale.smtp.Certificates;

/** The folder of the server under test, with its configuration, its temporary files and the home of the application. */
final class Rig {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private Rig() {}

    /**
     * The packaged file, for a server that finds a configuration of ours where it looks for one.
     *
     * @param configuration a file of the rig's folder
     * @param place where the server looks for it, below the rig's folder
     */
    static WebArchive war(String configuration, String place) throws Exception {
        certificates();
        Files.createDirectories(home());
        Files.createDirectories(homeFromJndi());
        Files.copy(folder().resolve(configuration), folder().resolve(place), StandardCopyOption.REPLACE_EXISTING);
        return ShrinkWrap.createFromZipFile(WebArchive.class, new File(property("rig.war")));
    }

    /** What a mail server on this machine presents, and the server under test was started to trust. */
    static Certificates certificates() throws Exception {
        return Certificates.madeFor("dns:localhost,ip:127.0.0.1", folder());
    }

    private static Path folder() {
        return Path.of(property("rig.folder"));
    }

    /** The home that the server's environment names. */
    static Path home() {
        return folder().resolve("home");
    }

    /** The home that the server's naming directory names. */
    static Path homeFromJndi() {
        return folder().resolve("home-from-jndi");
    }

    static int httpPort() {
        return Integer.parseInt(property("rig.http.port"));
    }

    /** The port on this machine to which the application hands its mail, and where each test starts the server that it wants. */
    static int smtpPort() {
        return Integer.parseInt(property("rig.smtp.port"));
    }

    /** Waits for a stopping server to release its port. */
    static void awaitFreePort() throws IOException {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (true) {
            try {
                new ServerSocket(httpPort(), 1, InetAddress.getLoopbackAddress()).close();
                return;
            } catch (BindException taken) {
                if (System.nanoTime() > deadline) {
                    throw new IOException("port " + httpPort() + " is still taken after " + TIMEOUT, taken);
                }
                LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            }
        }
    }

    private static String property(String name) {
        return Objects.requireNonNull(System.getProperty(name), name + " is not set: run this test by mvn verify");
    }
}
