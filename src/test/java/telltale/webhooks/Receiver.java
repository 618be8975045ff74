package telltale.webhooks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A server that gets webhooks, and answers as a test wants. */
public final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    private volatile Function<Request, Reply> behaviour = request -> new Reply(204, "");

    /** A request that came in. */
    public record Request(String path, Map<String, List<String>> headers, String body, int port) {
        public String header(String name) {
            return headers.entrySet().stream()
                    .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                    .map(entry -> entry.getValue().get(0))
                    .findFirst()
                    .orElse("");
        }
    }

    /**
     * A response.
     *
     * @param fields header fields: names and values in turn
     */
    public record Reply(int status, String text, List<String> fields) {
        public Reply(int status, String text, String... fields) {
            this(status, text, List.of(fields));
        }
    }

    public Receiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Request request = new Request(
                exchange.getRequestURI().toString(),
                exchange.getRequestHeaders(),
                body,
                exchange.getRemoteAddress().getPort());
        Reply reply = behaviour.apply(request);
        for (int i = 0; i < reply.fields.size(); i += 2) {
            exchange.getResponseHeaders().add(reply.fields.get(i), reply.fields.get(i + 1));
        }
        byte[] text = reply.text.getBytes(StandardCharsets.UTF_8);
        requests.add(request);
        exchange.sendResponseHeaders(reply.status, text.length == 0 ? -1 : text.length);
        exchange.getResponseBody().write(text);
        exchange.close();
    }

    public void answer(Function<Request, Reply> answers) {
        behaviour = answers;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public String url() {
        return "http://localhost:" + port() + "/hook?a=b";
    }

    public Request next() throws InterruptedException {
        Request request = requests.poll(20, TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("no request came");
        }
        return request;
    }

    public boolean isIdle() {
        return requests.isEmpty();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
