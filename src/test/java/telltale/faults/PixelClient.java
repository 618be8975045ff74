package telltale.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A client with one persistent connection. The JDK's client silently repeats a request when its connection is lost; this one
 * sends each request exactly once.
 */
final class PixelClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 30_000;

    private final URI site;
    private @Nullable Connection connection;

    /**
     * @param site scheme, host and port
     */
    PixelClient(String site) {
        this.site = URI.create(site);
    }

    /**
     * Sends a request and reads the whole response.
     *
     * @return the status
     * @throws IOException if the response is incomplete
     */
    int get(String path, String agent) throws IOException {
        return ask("GET", path, List.of("User-Agent: " + agent)).status();
    }

    /**
     * Requests a pixel with another method or other header fields.
     *
     * @param fields the lines of the header fields other than {@code Host}
     */
    Answer ask(String method, String path, List<String> fields) throws IOException {
        Connection open = connection == null ? new Connection(site.getPort()) : connection;
        connection = open;
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n");
        fields.forEach(field -> head.append(field).append("\r\n"));
        Answer answer = open.ask(head.append("\r\n").toString(), !method.equals("HEAD"));
        if (answer.isLast()) {
            close();
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        if (connection != null) {
            connection.socket.close();
            connection = null;
        }
    }

    /**
     * @param length the value of {@code Content-Length}
     * @param body the body, decoded as ISO 8859-1; empty for a HEAD
     * @param isLast whether the server closes the connection
     */
    record Answer(int status, int length, String body, boolean isLast) {}

    private static final class Connection {
        private final Socket socket;
        private final InputStream in;

        Connection(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
        }

        Answer ask(String request, boolean hasBody) throws IOException {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            int status = Integer.parseInt(line().split(" ", 3)[1]);
            int length = 0;
            boolean last = false;
            for (String field = line(); !field.isEmpty(); field = line()) {
                String lower = field.toLowerCase(Locale.ROOT);
                if (lower.startsWith("content-length:")) {
                    length = Integer.parseInt(
                            lower.substring("content-length:".length()).strip());
                }
                last |= lower.equals("connection: close");
            }
            byte[] body = in.readNBytes(hasBody ? length : 0);
            if (hasBody && body.length < length) {
                throw new EOFException("the response ended within its body");
            }
            return new Answer(status, length, new String(body, ISO_8859_1), last);
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new EOFException("the connection ended before the response");
                }
                line.append((char) c);
            }
            return line.toString().strip();
        }
    }
}
