package telltale.hostile;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A server in a separate process, which can be restarted on the same port with the same home. */
final class ServerProcess implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final ServerKind kind;
    private final Path folder;
    private final Map<String, String> settings;
    private final int port;
    private Process process;

    private ServerProcess(ServerKind kind, Path folder, Map<String, String> settings, int port) throws IOException {
        this.kind = kind;
        this.folder = folder;
        this.settings = settings;
        this.port = port;
        this.process = launch();
    }

    /**
     * Starts a server, and waits until it answers.
     *
     * @param folder an existing folder for the home, the log and the temporary files
     */
    static ServerProcess start(ServerKind kind, Path folder, Map<String, String> settings) throws IOException {
        ServerProcess server = new ServerProcess(kind, folder, settings, MailSink.freePort());
        server.awaitAnswer();
        return server;
    }

    URI application() {
        return URI.create("http://127.0.0.1:" + port + "/app");
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The admin key. */
    String key() throws IOException {
        return Files.readString(home().resolve("key")).strip();
    }

    /** The key that can only send. */
    String trackKey() throws IOException {
        return Files.readString(home().resolve("track-key")).strip();
    }

    /** Returns the number of bytes that the server has written to standard output and standard error, with its log. */
    long logged() throws IOException {
        return Files.size(log());
    }

    /** Returns the output of the server after a position. */
    String loggedSince(long position) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log().toFile(), "r")) {
            byte[] rest = new byte[(int) Math.min(file.length() - position, Integer.MAX_VALUE >> 2)];
            file.seek(position);
            file.readFully(rest);
            return new String(rest, StandardCharsets.UTF_8);
        }
    }

    /** Kills the process if it still runs, and starts it again. */
    void restart() throws IOException {
        close();
        process = launch();
        awaitAnswer();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    private Process launch() throws IOException {
        Path temporary = Files.createDirectories(folder.resolve("temporary"));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-Djava.io.tmpdir=" + temporary));
        command.addAll(kind.command(folder, port));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().keySet().removeIf(name -> name.matches("(TELLTALE|EMAIL|PIXEL)_.*"));
        builder.environment().put("TELLTALE_HOME", home().toString());
        builder.environment().put("TELLTALE_PORT", Integer.toString(port));
        builder.environment().put("PIXEL_URL", application() + "/pixel");
        builder.environment().putAll(settings);
        return builder.start();
    }

    private void awaitAnswer() throws IOException {
        long end = System.nanoTime() + START.toNanos();
        TargetApi api = new TargetApi(application(), "");
        while (!api.isLive()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IllegalStateException("the server does not answer:\n" + loggedSince(0));
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private Path home() {
        return folder.resolve("home");
    }

    private Path log() {
        return folder.resolve("server.log");
    }
}
