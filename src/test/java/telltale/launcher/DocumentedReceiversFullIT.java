package telltale.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.standardwebhooks.Webhook;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.build.DocumentedCode;
import telltale.webhooks.EndpointClient;

/**
 * The receivers in docs/WEBHOOKS.md: they accept the events of Telltale, and refuse forged ones. Two of them use libraries of the
 * specification: for Node, the packages of npm with their published checksums.
 */
class DocumentedReceiversFullIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final String DOCUMENTED_PORT = "8000";

    @TempDir
    private Path folder;

    private final int port = FreePort.find();

    @Test
    void node() throws Exception {
        install(
                "standardwebhooks-1.1.1.tgz",
                "standardwebhooks",
                "bCbX9ZEyFkWPsRz7Bl3NuQUJohmwGSev/yhr7vhaGPlc4AfIrspIRa6cPTBuI1ItmrTDJ4d/S2hCsfe4+vQGnQ==");
        install(
                "stablelib-base64-1.0.1.tgz",
                "@stablelib/base64",
                "1bnPQqSxSuc3Ii6MhBysoWCg58j97aUjuCSZrGSmDxNqtytIi0k8utUenAwTZN4V5mXXYGsVUI9zeBqy+jBOSQ==");
        install(
                "fast-sha256-1.3.0.tgz",
                "fast-sha256",
                "n11RGP/lrWEFI/bWdygLxhI+pVeo1ZYIVwvvPkW7azl/rOy+F3HYRZ2K5zeE9mmkhQppyv9sQFx0JM9UabnpPQ==");
        verifiesWhatIsSent("js", "receiver.mjs", "/usr/bin/node");
    }

    @Test
    void java() throws Exception {
        Path library = Path.of(Webhook.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        String java = ProcessHandle.current().info().command().orElseThrow();
        verifiesWhatIsSent("java", "Receiver.java", java, "-cp", library.toString());
    }

    @Test
    void python() throws Exception {
        verifiesWhatIsSent("python", "receiver.py", "/usr/bin/python3");
    }

    /** Unpacks a package of npm after comparing it with the checksum that npm publishes. */
    private void install(String archive, String name, String sha512) throws Exception {
        Path packed = Path.of("src/test/resources/telltale/launcher/npm", archive);
        byte[] digest = MessageDigest.getInstance("SHA-512").digest(Files.readAllBytes(packed));
        assertEquals(sha512, Base64.getEncoder().encodeToString(digest));
        Path target = Files.createDirectories(folder.resolve("node_modules").resolve(name));
        Process unpacking = new ProcessBuilder(
                        "tar", "xzf", packed.toString(), "-C", target.toString(), "--strip-components=1")
                .inheritIO()
                .start();
        assertEquals(0, unpacking.waitFor());
    }

    /**
     * Runs a receiver, which prints the events that it verified.
     *
     * @param language that of its block in the document
     */
    private void verifiesWhatIsSent(String language, String file, String... interpreter) throws Exception {
        Path program = Files.writeString(folder.resolve(file), documented(language));
        Path output = folder.resolve("output");
        try (RunningWar telltale = RunningWar.serving(folder, EndpointClient.settings(port))) {
            EndpointClient endpoints = new EndpointClient(telltale);
            JsonObject added = endpoints.add("http://127.0.0.1:" + port + "/telltale", "delivery.accepted", "open");
            Process receiver = start(added.getString("key"), output, program, interpreter);
            try {
                awaitPort(receiver, output);
                endpoints.test(added.getString("id"));
                RecountIT.openOneMail(telltale);
                for (String type : List.of("webhook.test", "delivery.accepted", "open")) {
                    await(output, type);
                }
                refusesWhatIsForged(output);
            } finally {
                receiver.destroyForcibly();
            }
        }
    }

    private void refusesWhatIsForged(Path output) throws IOException, InterruptedException {
        String forged = "{\"type\":\"forged\"}";
        assertEquals(401, post(forged));
        String now = String.valueOf(Instant.now().getEpochSecond());
        assertEquals(
                401,
                post(forged, "webhook-id", "a", "webhook-timestamp", now, "webhook-signature", "v1,AAAA v1a,AAAA"));
        assertTrue(!Files.readString(output).contains("forged"));
    }

    private String documented(String language) throws IOException {
        String program = DocumentedCode.first("WEBHOOKS.md", language);
        assertTrue(program.contains(DOCUMENTED_PORT));
        return program.replace(DOCUMENTED_PORT, String.valueOf(port));
    }

    private Process start(String key, Path output, Path program, String... interpreter) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(interpreter)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.command().add(program.toString());
        builder.environment().put("WEBHOOK_KEY", key);
        return builder.start();
    }

    private void awaitPort(Process receiver, Path output) {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (!connects()) {
            assertTrue(receiver.isAlive() && System.nanoTime() < end, () -> read(output));
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private boolean connects() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    private static void await(Path output, String type) {
        Pattern printed = Pattern.compile("(?m)^(\\{\"type\":\")?" + Pattern.quote(type) + "[\" ]");
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (!printed.matcher(read(output)).find()) {
            assertTrue(System.nanoTime() < end, () -> type + " is not in: " + read(output));
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static String read(Path output) {
        try {
            return Files.readString(output);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private int post(String body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/telltale"))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(TIMEOUT)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
