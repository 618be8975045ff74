import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Dovecot with IMAP and one mailbox, a Maildir. */
final class Dovecot implements AutoCloseable {
    static final String USER = "bounces";
    static final String PASSWORD = "the-password-of-this-benchmark";

    private final Path folder;
    private final Path inbox;
    private final int port = ServerProcess.freePort();
    private final Process process;

    /** Starts it; {@link #deliver} may be called before a client reads the mailbox. */
    Dovecot() throws IOException, InterruptedException {
        folder = Files.createTempDirectory("dovecot-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path home = owned(folder.resolve("home"));
        Path mail = owned(home.resolve("mail"));
        owned(mail.resolve("tmp"));
        owned(mail.resolve("cur"));
        inbox = owned(mail.resolve("new"));
        Path configuration = Files.writeString(folder.resolve("dovecot.conf"), """
                protocols = imap
                base_dir = %1$s/run
                state_dir = %1$s/state
                log_path = %1$s/log
                instance_name = %1$s
                ssl = no
                disable_plaintext_auth = no
                first_valid_uid = 1
                first_valid_gid = 1
                mail_location = maildir:~/mail
                passdb {
                  driver = static
                  args = password=%3$s
                }
                userdb {
                  driver = static
                  args = uid=nobody gid=nogroup home=%1$s/home allow_all_users=yes
                }
                service imap-login {
                  inet_listener imap {
                    address = 127.0.0.1
                    port = %2$d
                  }
                  inet_listener imaps {
                    port = 0
                  }
                }
                """.formatted(folder, port, PASSWORD));
        process = new ProcessBuilder(List.of("/usr/sbin/dovecot", "-F", "-c", configuration.toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        while (!answers()) {
            if (!process.isAlive()) {
                throw new BenchmarkException("Dovecot did not start: " + Files.readString(folder.resolve("output")));
            }
            Thread.sleep(20);
        }
    }

    int port() {
        return port;
    }

    /** Adds a mail to the mailbox. */
    void deliver(int number, byte[] mail) throws IOException {
        Path file = Files.write(inbox.resolve(String.format("%010d.bench.localhost", 1_700_000_000 + number)), mail);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    private static Path owned(Path folder) throws IOException {
        Files.createDirectory(folder);
        return Files.setOwner(folder, folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.getInputStream().read() == '*';
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        Homes.delete(folder);
    }
}
