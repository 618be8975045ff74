package telltale.oauth;

import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import telltale.supervision.Deadlines;

/**
 * Sends requests to an authorization server. A response is limited in time and size, and a redirect is not followed, because the client's
 * secret would go with it.
 */
public final class OAuthHttp implements HTTPRequestSender {
    public static final int MAX_BYTES = 256 * 1024;
    private static final Duration STEP_TIMEOUT = Duration.ofSeconds(2);
    /** The time-outs of the JDK are for each read, so that a server which sends a byte every second would not reach them. */
    private static final Duration TIMEOUT = Duration.ofSeconds(4);

    private final Deadlines deadlines;

    /** @param deadlines ends requests that take too long */
    public OAuthHttp(Deadlines deadlines) {
        this.deadlines = deadlines;
    }

    /** Sends a request whose response is JSON. */
    public HTTPResponse send(HTTPRequest request) throws IOException {
        // By default, Java asks for HTML, and some providers then describe errors in HTML.
        request.setAccept("application/json");
        return request.send(this);
    }

    /** Called by the SDK, which converts requests and responses. */
    @Override
    public HTTPResponse send(ReadOnlyHTTPRequest request) throws IOException {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        HttpURLConnection connection = (HttpURLConnection) request.getURL().openConnection();
        try {
            prepare(connection, request);
            requestHead(connection, request.getBody());
            return response(connection, deadline);
        } finally {
            connection.disconnect();
        }
    }

    /**
     * Sends a request and reads the head of the response. The body is read in steps of its own, and a connection whose body is
     * read cannot be closed by another thread without waiting.
     */
    private void requestHead(HttpURLConnection connection, @Nullable String body) throws IOException {
        Optional<Future<?>> watchdog = deadlines.schedule(TIMEOUT, connection::disconnect);
        try {
            writeBody(connection, body);
            connection.getResponseCode();
        } finally {
            watchdog.ifPresent(future -> future.cancel(false));
        }
    }

    private static void prepare(HttpURLConnection connection, ReadOnlyHTTPRequest request) throws IOException {
        connection.setConnectTimeout((int) STEP_TIMEOUT.toMillis());
        connection.setReadTimeout((int) STEP_TIMEOUT.toMillis());
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestMethod(request.getMethod().name());
        request.getHeaderMap()
                .forEach((name, values) -> connection.setRequestProperty(name, String.join(", ", values)));
        // A connection is not kept: requests are rare, and a thread of the JDK would watch it.
        connection.setRequestProperty("Connection", "close");
    }

    private static HTTPResponse response(HttpURLConnection connection, long deadline) throws IOException {
        HTTPResponse response = new HTTPResponse(connection.getResponseCode());
        String type = connection.getContentType();
        if (type != null) {
            response.setHeader("Content-Type", type);
        }
        response.setBody(readBody(connection, deadline));
        return response;
    }

    private static void writeBody(HttpURLConnection connection, @Nullable String body) throws IOException {
        if (body != null) {
            connection.setDoOutput(true);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static String readBody(HttpURLConnection connection, long deadline) throws IOException {
        boolean isError = connection.getResponseCode() >= HttpURLConnection.HTTP_BAD_REQUEST;
        try (InputStream in = isError ? connection.getErrorStream() : connection.getInputStream()) {
            return in == null ? "" : new String(readBounded(in, deadline), StandardCharsets.UTF_8);
        }
    }

    private static byte[] readBounded(InputStream in, long deadline) throws IOException {
        byte[] bytes = new byte[MAX_BYTES + 1];
        int length = 0;
        for (int read = 0; read >= 0; read = in.read(bytes, length, bytes.length - length)) {
            length += read;
            if (length > MAX_BYTES) {
                throw new IOException("the response has more than " + MAX_BYTES + " bytes");
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("the response is not complete after " + TIMEOUT.toSeconds() + " seconds");
            }
        }
        return Arrays.copyOf(bytes, length);
    }
}
