import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Postfix's {@code smtp-sink}, which accepts every mail and discards it. */
final class SmtpSink implements AutoCloseable {
    private final Process process;
    private final int port = ServerProcess.freePort();

    SmtpSink(Path folder, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/usr/sbin/smtp-sink"));
        // Without this option it refuses to run as root.
        command.addAll(List.of("-u", System.getProperty("user.name")));
        command.addAll(Arrays.asList(options));
        command.addAll(List.of("127.0.0.1:" + port, "1000"));
        this.process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        while (!answers()) {
            if (!process.isAlive()) {
                throw new BenchmarkException(String.join(" ", command) + " did not start");
            }
            Thread.sleep(20);
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor(10, TimeUnit.SECONDS);
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.getInputStream().read() == '2';
        } catch (IOException notYet) {
            return false;
        }
    }
}
