package telltale.webhooks;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import telltale.dns.AddressGuard;
import telltale.dns.PinnedSocket;

/**
 * A connection to one endpoint (HTTP/1.1), which is opened when it is needed and kept between requests. The address is checked each time it is
 * opened. Redirects are not followed. For one thread.
 */
final class EndpointConnection implements AutoCloseable {
    /** The time for connecting, a request and its response together. A lease lasts longer. */
    static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** After this time the name is resolved again. */
    private static final Duration MAX_AGE = Duration.ofMinutes(2);

    private final URI url;
    private final AddressGuard guard;
    private final SSLSocketFactory secure;
    private final Duration timeout;
    private final Clock clock;
    private @Nullable Socket socket;
    private @Nullable ResponseReader reader;
    private long openedAt;

    EndpointConnection(URI url, AddressGuard guard, SSLSocketFactory secure, Duration timeout, Clock clock) {
        this.url = url;
        this.guard = guard;
        this.secure = secure;
        this.timeout = timeout;
        this.clock = clock;
    }

    /**
     * Sends a request.
     *
     * @param fields header fields as lines, without their ends
     * @throws IOException if there is no response
     */
    Answer post(List<String> fields, byte[] body) throws IOException {
        long end = System.nanoTime() + timeout.toNanos();
        byte[] request = request(fields, body);
        if (socket != null) {
            try {
                return converse(request, end);
            } catch (IOException failed) {
                boolean isClosedMeanwhile = reader != null && !reader.hasBegun();
                close();
                if (!isClosedMeanwhile || failed instanceof SocketTimeoutException) {
                    throw failed;
                }
            }
        }
        try {
            open();
            return converse(request, end);
        } catch (IOException | RuntimeException failed) {
            close();
            throw failed;
        }
    }

    private void open() throws IOException {
        Socket opened = PinnedSocket.open(guard.address(url), url, timeout, secure);
        socket = opened;
        reader = new ResponseReader(opened, clock);
        openedAt = System.nanoTime();
    }

    private Answer converse(byte[] request, long end) throws IOException {
        Socket to = Objects.requireNonNull(socket);
        ResponseReader from = Objects.requireNonNull(reader);
        from.begin(end);
        OutputStream out = to.getOutputStream();
        out.write(request);
        out.flush();
        Answer answer = from.read();
        if (!from.isReusable() || System.nanoTime() - openedAt > MAX_AGE.toNanos()) {
            close();
        }
        return answer;
    }

    /** The whole request, so that it is sent in one write. */
    private byte[] request(List<String> fields, byte[] body) {
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        String port = url.getPort() > 0 ? ":" + url.getPort() : "";
        StringBuilder head = new StringBuilder("POST " + path + query + " HTTP/1.1\r\nHost: " + url.getHost() + port
                + "\r\nUser-Agent: Telltale-webhooks\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length + "\r\n");
        fields.forEach(field -> head.append(field).append("\r\n"));
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
        byte[] request = new byte[start.length + body.length];
        System.arraycopy(start, 0, request, 0, start.length);
        System.arraycopy(body, 0, request, start.length, body.length);
        return request;
    }

    @Override
    public void close() {
        Socket open = socket;
        socket = null;
        reader = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException ignored) {
                // It is not used any more.
            }
        }
    }
}
