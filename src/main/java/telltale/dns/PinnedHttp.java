package telltale.dns;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sends requests to one address, which was checked before: the name in the URL is not resolved again. It follows no redirect,
 * uses no proxy, sends no cookie, and reads at most 64 kB for a few seconds. The version is HTTP/1.0, in which a response ends
 * with its connection.
 */
public final class PinnedHttp {
    private static final int MAX_BYTES = 65_536;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final InetAddress address;
    private final SSLSocketFactory secure;

    /** @param secure creates the sockets for https, and decides which authorities are trusted */
    public PinnedHttp(InetAddress address, SSLSocketFactory secure) {
        this.address = address;
        this.secure = secure;
    }

    /** With the authorities that the JDK trusts. */
    public PinnedHttp(InetAddress address) {
        this(address, (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    /** The addresses of a host as this machine knows them; empty if it has none. */
    public static List<InetAddress> localAddresses(String host) {
        try {
            return List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException none) {
            return List.of();
        }
    }

    /**
     * A response.
     *
     * @param body an octet for each character
     * @param certificates those of its connection, the server's first
     * @param from the address of this machine that the connection was made from
     */
    public record Answer(
            int status, List<String> fields, String body, List<X509Certificate> certificates, InetAddress from) {
        /** The number of octets of the body. */
        public int length() {
            return body.length();
        }

        /** The values of a header field, separated by commas; empty if it is absent. */
        public String field(String name) {
            return String.join(
                    ", ",
                    fields.stream()
                            .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                            .map(line -> line.substring(name.length() + 1).strip())
                            .toList());
        }
    }

    /**
     * Sends a request with the header fields of this program.
     *
     * @throws javax.net.ssl.SSLException if the connection is not secure
     * @throws IOException if there is no response
     */
    public Answer request(String method, URI url) throws IOException {
        return request(method, url, List.of("User-Agent: Telltale-doctor", "Accept: */*"));
    }

    /**
     * Sends a request.
     *
     * @param fields the header fields but those of the host and the connection
     * @throws javax.net.ssl.SSLException if the connection is not secure
     * @throws IOException if there is no response
     */
    public Answer request(String method, URI url, List<String> fields) throws IOException {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        try (Socket socket = PinnedSocket.open(address, url, TIMEOUT, secure)) {
            return converse(requestText(method, url, fields), socket, end, certificates(socket));
        }
    }

    private static List<X509Certificate> certificates(Socket socket) throws IOException {
        Certificate[] certificates =
                socket instanceof SSLSocket tls ? tls.getSession().getPeerCertificates() : new Certificate[0];
        return Stream.of(certificates)
                .filter(X509Certificate.class::isInstance)
                .map(X509Certificate.class::cast)
                .toList();
    }

    private static String requestText(String method, URI url, List<String> fields) {
        String host = url.getHost() + (url.getPort() > 0 ? ":" + url.getPort() : "");
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        return method + " " + url.getRawPath() + query + " HTTP/1.0\r\nHost: " + host + "\r\n"
                + fields.stream().map(field -> field + "\r\n").collect(Collectors.joining())
                + "Connection: close\r\n\r\n";
    }

    private static Answer converse(String request, Socket socket, long end, List<X509Certificate> certificates)
            throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return parse(read(socket.getInputStream(), end), certificates, socket.getLocalAddress());
    }

    private static byte[] read(InputStream in, long end) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] buffer = new byte[8_192];
        int count = in.read(buffer);
        while (count >= 0 && read.size() < MAX_BYTES) {
            read.write(buffer, 0, count);
            if (System.nanoTime() > end) {
                throw new SocketTimeoutException("the response takes too long");
            }
            count = in.read(buffer);
        }
        return read.toByteArray();
    }

    private static Answer parse(byte[] response, List<X509Certificate> certificates, InetAddress from)
            throws IOException {
        String text = new String(response, StandardCharsets.ISO_8859_1);
        int headerEnd = text.indexOf("\r\n\r\n");
        List<String> lines = new ArrayList<>(
                List.of(text.substring(0, Math.max(0, headerEnd)).split("\r\n")));
        String[] status = lines.remove(0).split(" ", 3);
        if (status.length < 2 || !status[0].startsWith("HTTP/1.") || !status[1].matches("[1-5][0-9]{2}")) {
            throw new IOException("the answer is not HTTP");
        }
        return new Answer(Integer.parseInt(status[1]), lines, text.substring(headerEnd + 4), certificates, from);
    }
}
