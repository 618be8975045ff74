import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A recorded request.
 *
 * @param path the path, such as {@code /typed}
 * @param fields the lines of the header section as sent, in their order and case
 */
record Request(String path, List<String> fields) {
    Request {
        fields = List.copyOf(fields);
    }

    /**
     * Reads the head of a request, the only one on its connection (RFC 9112, section 2.1).
     *
     * @throws IOException if the client sends no complete head, as for a connection that a browser opened in advance
     */
    static Request read(InputStream in) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
        String[] first = line(lines).split(" ");
        if (first.length != 3) {
            throw new IOException("not a request line");
        }
        List<String> fields = new ArrayList<>();
        for (String field = line(lines); !field.isEmpty(); field = line(lines)) {
            fields.add(field);
        }
        return new Request(first[1], fields);
    }

    private static String line(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        if (line == null) {
            throw new IOException("the connection was closed");
        }
        return line;
    }
}
