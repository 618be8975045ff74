import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ServerSocketFactory;

/**
 * A server that answers with pages and images, and records the first request for each path. It offers HTTP/1.1 only, in which
 * the order and the case of the header fields are those of the browser.
 */
final class Recorder implements AutoCloseable {
    /** A GIF of one transparent pixel. */
    private static final byte[] IMAGE = {
        'G', 'I', 'F', '8', '9', 'a', 1, 0, 1, 0, (byte) 0x80, 0, 0, 0, 0, 0, (byte) 255, (byte) 255, (byte) 255, '!', (byte) 0xf9, 4,
        1, 0, 0, 0, 0, ',', 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 'D', 1, 0, ';'
    };

    private final ServerSocket server;
    private final Map<String, String> pages;
    private final Map<String, Request> requests = new LinkedHashMap<>();

    /** @param sockets the factory for plain or TLS sockets */
    Recorder(ServerSocketFactory sockets) throws IOException {
        this.server = sockets.createServerSocket(0);
        this.pages = new LinkedHashMap<>();
        start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Forgets all requests, and from now on serves these pages by their path; any other path is an image. */
    synchronized void serve(Map<String, String> newPages) {
        requests.clear();
        pages.clear();
        pages.putAll(newPages);
    }

    /** Waits until all these paths were requested, or the time is over. */
    synchronized boolean await(List<String> paths, int seconds) throws InterruptedException {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        long left = seconds * 1_000L;
        while (!requests.keySet().containsAll(paths) && left > 0) {
            wait(left);
            left = (end - System.nanoTime()) / 1_000_000;
        }
        return requests.keySet().containsAll(paths);
    }

    /** The first request for each path, by path. */
    synchronized Map<String, Request> requests() {
        return new LinkedHashMap<>(requests);
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                start(() -> answer(socket));
            }
        } catch (IOException closed) {
            // The measurement is over.
        }
    }

    private void answer(Socket socket) {
        try (socket) {
            Request request = Request.read(socket.getInputStream());
            write(socket.getOutputStream(), record(request));
        } catch (IOException aborted) {
            // Browsers open connections in advance and abort them.
        }
    }

    /** @return the page, or an empty text for an image */
    private synchronized String record(Request request) {
        requests.putIfAbsent(request.path(), request);
        notifyAll();
        return pages.getOrDefault(request.path(), "");
    }

    private static void write(OutputStream out, String page) throws IOException {
        byte[] body = page.isEmpty() ? IMAGE : page.getBytes(StandardCharsets.UTF_8);
        String type = page.isEmpty() ? "image/gif" : "text/html; charset=utf-8";
        String head = "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nContent-Length: " + body.length
                + "\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
