package telltale.readers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import telltale.launcher.FreePort;

/** An rspamd with the rules of its Debian package, without DNS, so without those about the sender's network. */
final class Rspamd implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final String SETTINGS =
            "{\"groups_disabled\": [\"hfilter\", \"spf\", \"dkim\", \"dmarc\", \"rbl\", \"mid\"]}";

    private final int port = FreePort.find();
    private final Process process;

    /**
     * Starts the server.
     *
     * @param folder an empty folder
     */
    Rspamd(Path folder) throws IOException {
        Path configuration = Files.writeString(folder.resolve("rspamd.conf"), """
                .include "/etc/rspamd/common.conf"
                options {
                  .include "/etc/rspamd/options.inc"
                  dns { nameserver = ["127.0.0.1:1:1"]; timeout = 0.1s; retransmits = 1; }
                }
                logging { type = "file"; filename = "%1$s/log"; level = "error"; }
                worker "normal" { bind_socket = "127.0.0.1:%2$d"; count = 1; }
                """.formatted(folder, port));
        process = start(folder, configuration);
        awaitPort();
    }

    private static Process start(Path folder, Path configuration) {
        try {
            return new ProcessBuilder(
                            "rspamd",
                            "--insecure",
                            "--no-fork",
                            "--config=" + configuration,
                            "--var=DBDIR=" + folder,
                            "--var=RUNDIR=" + folder)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("out").toFile())
                    .start();
        } catch (IOException missing) {
            throw new IllegalStateException("rspamd is missing. Remedy: apt-get install rspamd", missing);
        }
    }

    private void awaitPort() {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (!answers()) {
            if (System.nanoTime() > end || !process.isAlive()) {
                throw new IllegalStateException("rspamd did not start");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** The symbols that raise the score of a mail, with what they add. */
    Map<String, Double> symbols(Path mail) throws IOException, InterruptedException {
        // It reads no body of a request that offers HTTP/2.
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/checkv2"))
                .version(HttpClient.Version.HTTP_1_1)
                .header("Settings", SETTINGS)
                .POST(HttpRequest.BodyPublishers.ofFile(mail))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer.body());
        JsonObject symbols =
                Json.createReader(new StringReader(answer.body())).readObject().getJsonObject("symbols");
        Map<String, Double> scores = new TreeMap<>();
        for (String name : symbols.keySet()) {
            double score = symbols.getJsonObject(name).getJsonNumber("score").doubleValue();
            if (score > 0) {
                scores.put(name, score);
            }
        }
        return scores;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
