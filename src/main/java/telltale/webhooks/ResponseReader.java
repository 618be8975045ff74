package telltale.webhooks;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads responses of HTTP/1.1 (RFC 9112) from one connection. What it keeps is bounded, and so is the time that it takes. For one
 * thread.
 */
final class ResponseReader {
    /** The octets of a body that are kept. */
    static final int MAX_TEXT = 4_096;

    private static final int MAX_LINE = 8_192;
    private static final int MAX_FIELDS = 100;
    /** A connection with a longer body is not used again. */
    private static final long MAX_BODY = 65_536;

    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] [1-5][0-9]{2}( .*)?");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
    private static final Pattern CHUNK = Pattern.compile("[0-9A-Fa-f]{1,15}");

    private final Socket socket;
    private final Clock clock;
    private final InputStream in;
    private final byte[] buffer = new byte[8_192];
    private int position;
    private int end;
    private long deadline;
    private boolean isReusable = true;
    private boolean hasBegun;

    ResponseReader(Socket socket, Clock clock) throws IOException {
        this.socket = socket;
        this.clock = clock;
        this.in = socket.getInputStream();
    }

    /** Whether another request may be sent on the connection. */
    boolean isReusable() {
        return isReusable && position == end;
    }

    /**
     * Prepares for the response to the next request.
     *
     * @param until the value of {@link System#nanoTime} at which reading ends
     */
    void begin(long until) {
        deadline = until;
        hasBegun = false;
    }

    /** Whether an octet of the response came. */
    boolean hasBegun() {
        return hasBegun;
    }

    /**
     * Reads a response to a POST.
     *
     * @throws IOException if it is none, or takes too long
     */
    Answer read() throws IOException {
        String line = line();
        while (isInterim(line)) {
            fields();
            line = line();
        }
        isReusable &= line.startsWith("HTTP/1.1");
        int status = status(line);
        Map<String, String> fields = fields();
        isReusable &=
                !fields.getOrDefault("connection", "").toLowerCase(Locale.ROOT).contains("close");
        String text = body(status, fields);
        Duration retryAfter = RetryAfter.delay(fields.get("retry-after"), fields.get("date"), clock.instant());
        return new Answer(status, retryAfter, text);
    }

    private static boolean isInterim(String line) throws IOException {
        return status(line) / 100 == 1;
    }

    private static int status(String line) throws IOException {
        if (!STATUS_LINE.matcher(line).matches()) {
            throw new IOException("the response is not HTTP/1.1");
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    private Map<String, String> fields() throws IOException {
        Map<String, String> fields = new HashMap<>();
        int count = 0;
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon < 1 || ++count > MAX_FIELDS) {
                throw new IOException("the response has invalid or too many header fields");
            }
            fields.merge(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip(),
                    (first, second) -> first + ", " + second);
        }
        return fields;
    }

    private String body(int status, Map<String, String> fields) throws IOException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        String length = fields.get("content-length");
        if (status == 204 || status == 304) {
            // There is no body, whatever the fields (RFC 9112 section 6.3).
            return "";
        }
        if (fields.containsKey("transfer-encoding")) {
            if (!fields.get("transfer-encoding").equalsIgnoreCase("chunked")) {
                throw new IOException("the response has an unknown transfer encoding");
            }
            chunks(kept);
        } else if (length != null) {
            if (!LENGTH.matcher(length).matches()) {
                throw new IOException("the response has an invalid length");
            }
            copy(Long.parseLong(length), kept);
        } else {
            isReusable = false;
            copyToEnd(kept);
        }
        // PostgreSQL stores no such character.
        return kept.toString(StandardCharsets.UTF_8).replace('\0', '\uFFFD');
    }

    private void chunks(ByteArrayOutputStream kept) throws IOException {
        for (long size = chunkSize(); size > 0 && isReusable; size = chunkSize()) {
            copy(size, kept);
            if (isReusable && !line().isEmpty()) {
                throw new IOException("a chunk of the response has no end");
            }
        }
        if (isReusable) {
            fields();
        }
    }

    private long chunkSize() throws IOException {
        if (!isReusable) {
            return 0;
        }
        String size = line().split("[;\\s]", 2)[0];
        if (!CHUNK.matcher(size).matches()) {
            throw new IOException("the response has an invalid chunk");
        }
        return Long.parseLong(size, 16);
    }

    /** Reads some octets, and keeps the first; what is too long is not read to its end. */
    private void copy(long length, ByteArrayOutputStream kept) throws IOException {
        long left = length;
        while (left > 0) {
            if (length - left > MAX_BODY) {
                isReusable = false;
                return;
            }
            if (position == end && !fill()) {
                throw new EOFException("the response ends early");
            }
            int count = (int) Math.min(left, end - position);
            kept.write(buffer, position, Math.min(count, MAX_TEXT - kept.size()));
            position += count;
            left -= count;
        }
    }

    private void copyToEnd(ByteArrayOutputStream kept) throws IOException {
        while (kept.size() < MAX_TEXT && (position < end || fill())) {
            kept.write(buffer, position, Math.min(end - position, MAX_TEXT - kept.size()));
            position = end;
        }
    }

    /** A line without its end. */
    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            if (position == end && !fill()) {
                throw new EOFException("the connection was closed");
            }
            char next = (char) (buffer[position++] & 0xFF);
            if (next == '\n') {
                int length = line.length();
                return length > 0 && line.charAt(length - 1) == '\r' ? line.substring(0, length - 1) : line.toString();
            }
            if (line.append(next).length() > MAX_LINE) {
                throw new IOException("a line of the response is too long");
            }
        }
    }

    private boolean fill() throws IOException {
        long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        if (left <= 0) {
            throw new SocketTimeoutException("the response takes too long");
        }
        socket.setSoTimeout((int) left);
        position = 0;
        end = Math.max(0, in.read(buffer));
        hasBegun |= end > 0;
        return end > 0;
    }
}
