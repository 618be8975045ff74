import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A Chromium without a window, with one tab, which is controlled through the DevTools protocol. */
final class DevTools implements AutoCloseable {
    private static final int START_SECONDS = 60;
    private static final int ANSWER_SECONDS = 180;
    private static final int DELETE_TRIES = 50;

    private final Path profile;
    private final Process chromium;
    private final WebSocket socket;
    private final AtomicInteger sent = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonObject>> waiting = new ConcurrentHashMap<>();

    DevTools() throws IOException, InterruptedException {
        profile = Files.createTempDirectory("telltale-bench-chromium");
        chromium = new ProcessBuilder(List.of("/usr/bin/chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic",
                        "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                        "--window-size=1200,800", "--remote-debugging-port=0", "--user-data-dir=" + profile, "about:blank"))
                .redirectErrorStream(true)
                .redirectOutput(profile.resolve("output.txt").toFile())
                .start();
        HttpClient client = HttpClient.newHttpClient();
        socket = client.newWebSocketBuilder().buildAsync(tab(client), new Answers()).join();
    }

    /** Sends a command and returns its result. */
    JsonObject send(String method, JsonObject parameters) {
        int id = sent.incrementAndGet();
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        JsonObject message = Json.createObjectBuilder().add("id", id).add("method", method).add("params", parameters).build();
        socket.sendText(message.toString(), true).join();
        JsonObject result = answer.orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS).join();
        if (result.containsKey("error")) {
            throw new BenchmarkException(method + " failed: " + result.getJsonObject("error"));
        }
        return result.getJsonObject("result");
    }

    JsonObject send(String method) {
        return send(method, JsonValue.EMPTY_JSON_OBJECT);
    }

    /** Opens an address, and returns as soon as its document has begun. */
    void go(URI address) {
        JsonObject result = send("Page.navigate", Json.createObjectBuilder().add("url", address.toString()).build());
        if (result.containsKey("errorText")) {
            throw new BenchmarkException(address + ": " + result.getString("errorText"));
        }
    }

    /** Returns the value of an expression on the page, or what its promise resolves to. */
    JsonValue evaluate(String expression) {
        JsonObject result = send("Runtime.evaluate",
                Json.createObjectBuilder().add("expression", expression).add("awaitPromise", true).add("returnByValue", true).build());
        if (result.containsKey("exceptionDetails")) {
            throw new BenchmarkException(expression + " failed: " + result.getJsonObject("exceptionDetails"));
        }
        return result.getJsonObject("result").getOrDefault("value", JsonValue.NULL);
    }

    /** Returns the values of the browser's own metrics, such as {@code TaskDuration}. */
    Map<String, Double> metrics() {
        Map<String, Double> metrics = new ConcurrentHashMap<>();
        for (JsonObject metric : send("Performance.getMetrics").getJsonArray("metrics").getValuesAs(JsonObject.class)) {
            metrics.put(metric.getString("name"), metric.getJsonNumber("value").doubleValue());
        }
        return metrics;
    }

    private URI tab(HttpClient client) throws IOException, InterruptedException {
        Path active = profile.resolve("DevToolsActivePort");
        long start = System.nanoTime();
        while (!Files.exists(active) || Files.size(active) == 0) {
            if (chromium.waitFor(20, TimeUnit.MILLISECONDS) || System.nanoTime() - start > TimeUnit.SECONDS.toNanos(START_SECONDS)) {
                throw new BenchmarkException("Chromium did not start:\n" + Files.readString(profile.resolve("output.txt")));
            }
        }
        URI list = URI.create("http://127.0.0.1:" + Files.readAllLines(active).get(0) + "/json/list");
        String targets = client.send(HttpRequest.newBuilder(list).build(), HttpResponse.BodyHandlers.ofString()).body();
        return Json.createReader(new StringReader(targets)).readArray().getValuesAs(JsonObject.class).stream()
                .filter(target -> target.getString("type").equals("page"))
                .map(target -> URI.create(target.getString("webSocketDebuggerUrl")))
                .findFirst()
                .orElseThrow(() -> new BenchmarkException("Chromium has no tab: " + targets));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        socket.abort();
        List<ProcessHandle> children = chromium.descendants().toList();
        chromium.destroy();
        if (!chromium.waitFor(30, TimeUnit.SECONDS)) {
            chromium.destroyForcibly().waitFor();
        }
        children.forEach(ProcessHandle::destroyForcibly);
        deleteProfile();
    }

    /** Its processes may have written a file while their folder was deleted. */
    private void deleteProfile() throws IOException, InterruptedException {
        for (int tries = 1; Files.exists(profile); tries++) {
            try {
                Homes.delete(profile);
            } catch (UncheckedIOException written) {
                if (tries == DELETE_TRIES) {
                    throw written;
                }
                Thread.sleep(100);
            }
        }
    }

    /** Hands each answer to who waits for it. Events are ignored. */
    private final class Answers implements WebSocket.Listener {
        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
            message.append(part);
            if (isLast) {
                JsonObject answer = Json.createReader(new StringReader(message.toString())).readObject();
                message.setLength(0);
                if (answer.containsKey("id")) {
                    waiting.remove(answer.getInt("id")).complete(answer);
                }
            }
            from.request(1);
            return null;
        }
    }
}
