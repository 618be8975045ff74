package telltale.app.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.launcher.FreePort;

/** Logs that real servers write for odd requests, as {@code judge} reads them. */
class AccessLogsFullIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(20);

    /** What is sent, and the rule that it is judged by, or why it is not judged. */
    private enum Sent {
        BROWSER("browser", get("/app/pixel/a", "User-Agent: " + AccessLogs.FIREFOX)),
        CLICK("no-agent-on-a-link", get("/app/click/a")),
        NO_AGENT("no-agent", get("/app/pixel/a")),
        EMPTY_AGENT("no-agent", get("/app/pixel/a", "User-Agent:")),
        SCRIPT("library", get("/app/pixel/a", "User-Agent: curl/8.4.0 \"x\" \\ {y|z} #7B")),
        APPLE("apple-mpp", get("/app/pixel/a", "User-Agent: Mozilla/5.0")),
        FORGED_APPLE("bare-mozilla", get("/app/pixel/a", "User-Agent: Mozilla/5.0", "Referer: http://x/\"q|")),
        ATTACK("attack-text", get("/app/pixel/a", "User-Agent: ${jndi:ldap://x}")),
        ATTACK_IN_REFERER("attack-header", get("/app/pixel/a", "User-Agent: Mozilla", "Referer: <script>\"|{}")),
        TAB("control-characters", get("/app/pixel/a", "User-Agent: Mozilla/5.0\tx")),
        UMLAUT("nothing-known", get("/app/pixel/a", "User-Agent: caf\u00c3\u00a9")),
        HEAD("head", get("/app/pixel/a", "User-Agent: " + AccessLogs.FIREFOX).replace("GET", "HEAD")),
        QUOTED_PATH("nothing-known", get("/app/pixel/\"a\\", "User-Agent: x")),
        USER("library", get("/app/pixel/a", "User-Agent: curl/8.4.0", "Authorization: Basic " + oddUser())),
        TLS("not HTTP", "\u0016\u0003\u0001\u0000\u0000\r\n\r\n"),
        NOTHING("not HTTP", "\r\n\r\nx\r\n\r\n"),
        BAD_HEADER("not HTTP|status is 400", "GET / HTTP/1.1\r\nHost: h\r\nUser-Agent: z\r\nbad header\r\n\r\n");

        private final String judged;
        private final String request;

        Sent(String judged, String request) {
            this.judged = judged;
            this.request = request;
        }

        private static String get(String target, String... headers) {
            return "GET " + target + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
                    + Stream.of(headers).map(header -> header + "\r\n").reduce("", String::concat) + "\r\n";
        }

        private static String oddUser() {
            String user = "a b [12/Oct/2020:00:00:00 +0000] \"GET / HTTP/1.1\" 200 1 \"-\" \"Slackbot\"";
            return Base64.getEncoder().encodeToString((user + ":p").getBytes(StandardCharsets.UTF_8));
        }
    }

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final int port = FreePort.find();

    @TempDir
    private Path folder;

    @Test
    void theLogOfNginxIsJudged() throws Exception {
        Path configuration = Files.writeString(folder.resolve("nginx.conf"), """
                daemon off;
                pid %1$s/nginx.pid;
                error_log stderr crit;
                events {}
                http {
                access_log %1$s/access.log;
                client_body_temp_path %1$s/body;
                proxy_temp_path %1$s/proxy;
                fastcgi_temp_path %1$s/fastcgi;
                uwsgi_temp_path %1$s/uwsgi;
                scgi_temp_path %1$s/scgi;
                server { listen 127.0.0.1:%2$d; location / { return 204; } }
                }
                """.formatted(folder, port));
        write(List.of("nginx", "-e", "stderr", "-c", configuration.toString()), "nginx.txt");
        assertJudged("--format", "nginx");
    }

    @Test
    void theLogOfHaproxyIsJudged() throws Exception {
        write(
                haproxy("capture request header User-Agent len 512\n  capture request header Referer len 512"),
                "access.log");
        assertJudged("--format", "haproxy", "--captures", "user-agent,referer");
    }

    @Test
    void withoutCapturesTheAgentIsUnknown() throws Exception {
        write(haproxy(""), "access.log");
        judge("--format", "haproxy");
        String judged = out.toString(StandardCharsets.UTF_8);
        assertEquals(Sent.values().length + 1 - 3, judged.lines().count(), judged);
        assertTrue(judged.lines().allMatch(line -> line.contains("[\"nothing-known\"")), judged);
    }

    private List<String> haproxy(String captures) throws IOException {
        Path configuration = Files.writeString(folder.resolve("haproxy.cfg"), """
                global
                  log stdout format raw local0
                defaults
                  mode http
                  timeout connect 5s
                  timeout client 5s
                  timeout server 5s
                  log global
                  option httplog
                frontend f
                  bind 127.0.0.1:%d
                  %s
                  http-request return status 204
                """.formatted(port, captures));
        return List.of("haproxy", "-db", "-f", configuration.toString());
    }

    /**
     * Starts a server, sends it all requests after the one that awaited it, and stops it. A request
     * waits for the line of the one before it, since the threads of HAProxy write their lines after the answer, in any order.
     */
    private void write(List<String> command, String output) throws Exception {
        Process server = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(output).toFile())
                .start();
        try {
            await(server, output, this::accepts);
            int written = 1;
            for (Sent sent : Sent.values()) {
                send(sent.request);
                int expected = ++written;
                await(server, output, () -> read(log()).lines().count() >= expected);
            }
        } finally {
            server.destroy();
            server.waitFor();
        }
    }

    private void await(Process server, String output, BooleanSupplier condition) {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(server.isAlive() && System.nanoTime() < end, () -> read(folder.resolve(output)));
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private Path log() {
        return folder.resolve("access.log");
    }

    private boolean accepts() {
        try {
            send(Sent.BROWSER.request);
            return true;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    private void send(String request) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                InputStream in = socket.getInputStream()) {
            socket.setSoTimeout((int) TIMEOUT.toMillis());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            in.readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The request that awaited the server is judged first. */
    private void assertJudged(String... arguments) throws IOException {
        judge(arguments);
        List<String> judged = results();
        Sent[] sent = Sent.values();
        assertEquals(sent.length + 1, judged.size(), () -> read(log()) + String.join("\n", judged));
        for (int i = 0; i < sent.length; i++) {
            String result = judged.get(i + 1);
            assertTrue(
                    Arrays.stream(sent[i].judged.split("\\|")).anyMatch(result::contains),
                    sent[i] + ": " + result + "\n" + read(log()));
        }
    }

    private static String read(Path log) {
        try {
            return Files.readString(log, StandardCharsets.ISO_8859_1);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Verdicts and refusals, in the order of the lines. */
    private List<String> results() {
        return Stream.concat(
                        out.toString(StandardCharsets.UTF_8).lines(),
                        err.toString(StandardCharsets.UTF_8).lines())
                .sorted((a, b) -> Integer.compare(number(a), number(b)))
                .toList();
    }

    private static int number(String result) {
        return Integer.parseInt(result.replaceFirst("^\\D*(\\d+).*", "$1"));
    }

    private void judge(String... arguments) throws IOException {
        try (InputStream in = Files.newInputStream(log())) {
            PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
            assertEquals(1, new JudgeCommand(JudgeOptions.parse(Arrays.asList(arguments))).judge(in, out, errors));
        }
    }
}
