import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A running server that a benchmark started; it answers requests until it is closed. */
final class ServerProcess implements AutoCloseable {
    private static final long TIMEOUT = TimeUnit.SECONDS.toNanos(60);

    private final Process process;
    private final int port;
    private final Path output;

    private ServerProcess(ProcessBuilder command, int port, String path) throws IOException, InterruptedException {
        this.port = port;
        this.output = Files.createTempFile("telltale-bench", ".log");
        this.process = command.redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            awaitAnswer(path);
        } catch (RuntimeException silent) {
            close();
            throw silent;
        }
    }

    /** Starts Telltale with a home. {@code TELLTALE_BENCH_JAVA} can hold more JVM options, such as a flight recording. */
    static ServerProcess telltale(Path home) throws IOException, InterruptedException {
        return telltale(home, Map.of());
    }

    /** Starts Telltale with a home and more settings. */
    static ServerProcess telltale(Path home, Map<String, String> settings) throws IOException, InterruptedException {
        return launcher(Machine.WAR, home, System.getenv().getOrDefault("TELLTALE_BENCH_JAVA", ""), settings);
    }

    /** Starts the launcher with any web application. */
    static ServerProcess launcher(Path war, Path home, String options, Map<String, String> settings)
            throws IOException, InterruptedException {
        int port = freePort();
        List<String> command = new ArrayList<>(List.of(Machine.JAVA));
        Arrays.stream(options.split(" ")).filter(option -> !option.isBlank()).forEach(command::add);
        command.addAll(List.of("-jar", war.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).directory(Machine.BUILT.toFile());
        replaceSettings(builder, settings);
        builder.environment().putAll(Map.of("TELLTALE_HOME", home.toString(), "TELLTALE_PORT", String.valueOf(port)));
        return new ServerProcess(builder, port, "/app/pixel/x");
    }

    /** Replaces the settings for Telltale in the environment. */
    static void replaceSettings(ProcessBuilder command, Map<String, String> settings) {
        command.environment().keySet().removeIf(name -> name.matches("(TELLTALE|EMAIL|PIXEL|INBOUND)_.*"));
        command.environment().putAll(settings);
    }

    /** Starts any program that listens on a given port. */
    static ServerProcess program(int port, String path, Path folder, String... command) throws IOException, InterruptedException {
        return new ServerProcess(new ProcessBuilder(command).directory(folder.toFile()), port, path);
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /** Returns the CPU time that the server and its worker processes have used. */
    double cpuSeconds() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .mapToDouble(one -> one.info().totalCpuDuration().map(time -> time.toNanos() / 1e9).orElse(0.0))
                .sum();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        Files.delete(output);
    }

    private void awaitAnswer(String path) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (!answers(path)) {
            if (!process.isAlive() || System.nanoTime() - start > TIMEOUT) {
                throw new BenchmarkException("A server did not answer " + path + ":\n" + Files.readString(output));
            }
            Thread.sleep(20);
        }
    }

    private boolean answers(String path) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)).readLine();
            return answer != null && answer.contains(" 200 ");
        } catch (IOException notYet) {
            return false;
        }
    }
}
