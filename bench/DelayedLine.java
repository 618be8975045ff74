import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * A way to a server on this machine that takes as long as one to another city: whatever goes over it arrives later. For
 * conversations in which each side waits for the other, such as SMTP without pipelining.
 */
final class DelayedLine implements AutoCloseable {
    private final ServerSocket door = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
    private final int server;
    private final long oneWayNanos;

    /** @param roundTripMillis how much later an answer comes */
    DelayedLine(int server, int roundTripMillis) throws IOException {
        this.server = server;
        this.oneWayNanos = roundTripMillis * 1_000_000L / 2;
        start(() -> {
            while (true) {
                Socket client = door.accept();
                Socket behind = new Socket(InetAddress.getLoopbackAddress(), this.server);
                client.setTcpNoDelay(true);
                behind.setTcpNoDelay(true);
                start(() -> carry(client, behind));
                start(() -> carry(behind, client));
            }
        });
    }

    int port() {
        return door.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        door.close();
    }

    private void carry(Socket from, Socket to) throws IOException {
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

    private interface Carrying {
        void run() throws IOException;
    }

    private static void start(Carrying carrying) {
        Thread thread = new Thread(() -> {
            try {
                carrying.run();
            } catch (IOException closed) {
                // The conversation is over, or the bench is.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
