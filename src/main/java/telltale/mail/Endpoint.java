package telltale.mail;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpRetryException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The API of an installation of Telltale. It is requested through {@link HttpURLConnection}, which keeps connections open for all
 * transports of a process and needs no threads; a transport often exists for a single mail.
 *
 * @param base the address, without a slash at its end
 * @param key an API key
 * @param connectTimeout the milliseconds for a connection; 0 for no limit
 * @param readTimeout the milliseconds for the next bytes of an answer; 0 for no limit
 */
record Endpoint(URI base, String key, int connectTimeout, int readTimeout) {
    /** The bytes that are read of an answer. */
    private static final int MAX_ANSWER = 4 * 1024 * 1024;

    /** Without the key, which the default text of a record would contain. */
    @Override
    public String toString() {
        return "Endpoint[" + base + "]";
    }

    /** Requests the role of the key. */
    Answer identity() throws IOException {
        HttpURLConnection connection = open("/api/v1/session");
        return read(connection);
    }

    /**
     * Submits a mail, and again if the connection breaks; because of the idempotency key, it is queued once.
     *
     * @param idempotencyKey a text that no other mail has
     */
    Answer submit(SubmissionBody body, String idempotencyKey) throws IOException {
        try {
            return submitOnce(body, idempotencyKey);
        } catch (SocketTimeoutException tooSlow) {
            throw tooSlow;
        } catch (IOException broken) {
            try {
                return submitOnce(body, idempotencyKey);
            } catch (IOException again) {
                again.addSuppressed(broken);
                throw again;
            }
        }
    }

    private Answer submitOnce(SubmissionBody body, String idempotencyKey) throws IOException {
        HttpURLConnection connection = open("/api/v1/messages/source");
        connection.setRequestMethod("POST");
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setRequestProperty("Idempotency-Key", idempotencyKey);
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(body.length());
        body.writeTo(connection.getOutputStream());
        return read(connection);
    }

    private HttpURLConnection open(String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(base + path).toURL().openConnection();
        connection.setConnectTimeout(connectTimeout);
        connection.setReadTimeout(readTimeout);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestProperty("Authorization", "Bearer " + key);
        connection.setRequestProperty("Accept", "application/json, application/problem+json");
        connection.setRequestProperty("User-Agent", "telltale-mail");
        return connection;
    }

    private static Answer read(HttpURLConnection connection) throws IOException {
        int status;
        try {
            status = connection.getResponseCode();
        } catch (HttpRetryException unauthorized) {
            return new Answer(unauthorized.responseCode(), "");
        }
        try (@Nullable InputStream body = status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
            byte[] octets = body == null ? new byte[0] : body.readNBytes(MAX_ANSWER);
            return new Answer(status, new String(octets, StandardCharsets.UTF_8));
        }
    }
}
