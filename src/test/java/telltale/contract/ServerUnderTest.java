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

/**
 * The server under test, with its folder (configuration, temporary files, homes) and its ports. They are in system
 * properties whose names begin with {@code rig.}, set in {@code pom.xml}.
 */
final class ServerUnderTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

    private ServerUnderTest() {}

    /**
     * Returns the packaged WAR, after copying a configuration to where the server expects it.
     *
     * @param configuration a file in the folder
     * @param place the path in the folder at which the server expects it
     */
    static WebArchive war(String configuration, String place) throws Exception {
        certificates();
        Files.createDirectories(home());
        Files.createDirectories(homeFromJndi());
        Files.copy(folder().resolve(configuration), folder().resolve(place), StandardCopyOption.REPLACE_EXISTING);
        return ShrinkWrap.createFromZipFile(WebArchive.class, new File(property("rig.war")));
    }

    /** Creates the certificates of the mail servers, which the server under test trusts. */
    static Certificates certificates() throws Exception {
        return Certificates.madeFor("dns:localhost,ip:127.0.0.1", folder());
    }

    private static Path folder() {
        return Path.of(property("rig.folder"));
    }

    /** The home set in the server's environment. */
    static Path home() {
        return folder().resolve("home");
    }

    /** The home set in JNDI. */
    static Path homeFromJndi() {
        return folder().resolve("home-from-jndi");
    }

    static int httpPort() {
        return Integer.parseInt(property("rig.http.port"));
    }

    /** The port to which the application submits its mail; each test starts its mail server there. */
    static int smtpPort() {
        return Integer.parseInt(property("rig.smtp.port"));
    }

    /** The port at which the application accepts mail of other programs. */
    static int submissionPort() {
        return Integer.parseInt(property("rig.submission.port"));
    }

    /** The port of the OpenID provider in the application's settings; each test starts its provider there. */
    static int oidcPort() {
        return Integer.parseInt(property("rig.oidc.port"));
    }

    /** Waits for a stopping server to release its port. */
    static void awaitFreePort() throws IOException {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (true) {
            try {
                new ServerSocket(httpPort(), 1, InetAddress.getLoopbackAddress()).close();
                return;
            } catch (BindException inUse) {
                if (System.nanoTime() > deadline) {
                    throw new IOException("port " + httpPort() + " is still in use after " + TIMEOUT, inUse);
                }
                LockSupport.parkNanos(POLL_INTERVAL.toNanos());
            }
        }
    }

    private static String property(String name) {
        return Objects.requireNonNull(System.getProperty(name), name + " is not set: run this test by mvn verify");
    }
}
