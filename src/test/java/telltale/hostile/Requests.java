package telltale.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** Requests as bytes on the wire, well-formed or not (RFC 9112). */
final class Requests {
    private static final int CHUNK = 8_192;
    private static final int ZEROS = 1 << 16;

    private Requests() {}

    /** A GET on a persistent connection. */
    static byte[] get(String path, String... fields) {
        return (line("GET", path, fields) + "\r\n").getBytes(ISO_8859_1);
    }

    /** A request with a body and {@code Connection: close}. */
    static byte[] send(String method, String path, byte[] body, String... fields) {
        String head = line(method, path, fields) + "Connection: close\r\nContent-Length: " + body.length + "\r\n\r\n";
        return join(head.getBytes(ISO_8859_1), body);
    }

    static byte[] json(String method, String path, String body, String... fields) {
        return send(method, path, body.getBytes(UTF_8), with(fields, "Content-Type: application/json"));
    }

    /** A POST with the body in chunks. */
    static byte[] chunked(String path, byte[] body, String... fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + CHUNK);
        String head = line("POST", path, fields) + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
        out.writeBytes(head.getBytes(ISO_8859_1));
        for (int from = 0; from < body.length; from += CHUNK) {
            int length = Math.min(CHUNK, body.length - from);
            out.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(ISO_8859_1));
            out.write(body, from, length);
            out.writeBytes("\r\n".getBytes(ISO_8859_1));
        }
        out.writeBytes("0\r\n\r\n".getBytes(ISO_8859_1));
        return out.toByteArray();
    }

    /** The head of a request whose body is never sent. */
    static byte[] withoutBody(String path, int length, String... fields) {
        return (line("POST", path, with(fields, "Content-Type: application/x-www-form-urlencoded")) + "Content-Length: "
                        + length + "\r\n\r\n")
                .getBytes(ISO_8859_1);
    }

    /** The beginning of a request whose head never ends. */
    static byte[] beginning(String path) {
        return line("GET", path).getBytes(ISO_8859_1);
    }

    /** Zeros in gzip, at a ratio of about 1,000 to 1. */
    static byte[] bomb(int megabytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            byte[] zeros = new byte[ZEROS];
            for (int i = 0; i < megabytes * ((1 << 20) / ZEROS); i++) {
                zip.write(zeros);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private static String line(String method, String path, String... fields) {
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n");
        for (String field : fields) {
            head.append(field).append("\r\n");
        }
        return head.toString();
    }

    private static String[] with(String[] fields, String more) {
        String[] all = Arrays.copyOf(fields, fields.length + 1);
        all[fields.length] = more;
        return all;
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
