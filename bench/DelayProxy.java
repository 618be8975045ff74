import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * A proxy that adds a delay to the connection to a server on this machine, as if it were in another city. It suits
 * protocols in which each side waits for the other, such as SMTP without pipelining.
 */
final class DelayProxy implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
    private final int server;
    private final long oneWayNanos;

    /** @param roundTripMillis the delay to add to a round trip */
    DelayProxy(int server, int roundTripMillis) throws IOException {
        this.server = server;
        this.oneWayNanos = roundTripMillis * 1_000_000L / 2;
        start(() -> {
            while (true) {
                Socket client = listener.accept();
                Socket upstream = new Socket(InetAddress.getLoopbackAddress(), this.server);
                client.setTcpNoDelay(true);
                upstream.setTcpNoDelay(true);
                start(() -> forward(client, upstream));
                start(() -> forward(upstream, client));
            }
        });
    }

    int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void forward(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[1 << 18];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                long due = System.nanoTime() + oneWayNanos;
                while (System.nanoTime() < due) {
                    java.util.concurrent.locks.LockSupport.parkNanos(due - System.nanoTime());
                }
                out.write(buffer, 0, read);
            }
        }
    }

    private interface IoTask {
        void run() throws IOException;
    }

    private static void start(IoTask task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException closed) {
                // The connection was closed, or the benchmark has ended.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
