package telltale.contract;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/** An HTTP client that sends requests byte by byte as given, and returns responses unchanged. */
public final class RawHttpClient {
    private static final int TIMEOUT_MILLIS = 20_000;

    private final int port;

    public RawHttpClient(int port) {
        this.port = port;
    }

    /**
     * A response.
     *
     * @param fields the header fields in their order
     * @param octets the body, decoded as ISO 8859-1
     */
    public record Answer(String statusLine, List<String> fields, String octets) {
        public int status() {
            return Integer.parseInt(statusLine.split(" ", 3)[1]);
        }

        public Optional<String> field(String name) {
            return fields.stream()
                    .filter(field -> field.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(field -> field.substring(name.length() + 1).strip())
                    .findFirst();
        }

        public String text() {
            return new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        }

        public JsonObject json() {
            try (JsonReader reader = Json.createReader(new StringReader(text()))) {
                return reader.readObject();
            }
        }

        @Override
        public String toString() {
            return statusLine + "\n" + String.join("\n", fields) + "\n\n" + text();
        }
    }

    Answer get(String target, String... fields) throws IOException {
        return request("GET", target, new byte[0], fields);
    }

    Answer head(String target, String... fields) throws IOException {
        return request("HEAD", target, new byte[0], fields);
    }

    Answer post(String target, String contentType, String body, String... fields) throws IOException {
        List<String> all = new ArrayList<>(List.of(fields));
        all.add("Content-Type: " + contentType);
        return request("POST", target, body.getBytes(StandardCharsets.UTF_8), all.toArray(String[]::new));
    }

    /** Sends a request whose target and fields are unchecked, unescaped octets. */
    public Answer request(String method, String target, byte[] body, String... fields) throws IOException {
        StringBuilder head =
                new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        head.append("Host: 127.0.0.1:").append(port).append("\r\nConnection: close\r\n");
        for (String field : fields) {
            head.append(field).append("\r\n");
        }
        if (body.length > 0) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
            sendBody(socket, body);
            return answer(socket.getInputStream(), method.equals("HEAD"));
        }
    }

    static String form(Map<String, String> parameters) {
        StringJoiner form = new StringJoiner("&");
        parameters.forEach((name, value) -> form.add(escaped(name) + "=" + escaped(value)));
        return form.toString();
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Sends the body. The server may refuse it and close the connection before it has read all of it. */
    private static void sendBody(Socket socket, byte[] body) {
        try {
            socket.getOutputStream().write(body);
            socket.getOutputStream().flush();
        } catch (IOException refused) {
            // The response shows it.
        }
    }

    private static Answer answer(InputStream in, boolean headOnly) throws IOException {
        String statusLine = line(in);
        List<String> fields = new ArrayList<>();
        for (String field = line(in); !field.isEmpty(); field = line(in)) {
            fields.add(field);
        }
        Answer head = new Answer(statusLine, fields, "");
        // A stream of events has no end.
        boolean isStream = head.field("Content-Type")
                .filter(type -> type.startsWith("text/event-stream"))
                .isPresent();
        return headOnly || isStream
                ? head
                : new Answer(statusLine, fields, new String(body(in, head), StandardCharsets.ISO_8859_1));
    }

    private static byte[] body(InputStream in, Answer head) throws IOException {
        if (head.field("Transfer-Encoding").filter("chunked"::equalsIgnoreCase).isEmpty()) {
            Optional<String> length = head.field("Content-Length");
            return length.isPresent() ? in.readNBytes(Integer.parseInt(length.get())) : in.readAllBytes();
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
            body.write(in.readNBytes(size));
            line(in);
        }
        return body.toByteArray();
    }

    private static int chunkSize(InputStream in) throws IOException {
        return Integer.parseInt(line(in).split(";", 2)[0].strip(), 16);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new IOException("the server closed the connection in the middle of an answer, after: " + line);
            }
            if (octet != '\r') {
                line.write(octet);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
