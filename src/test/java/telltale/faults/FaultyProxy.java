package telltale.faults;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import telltale.smtp.SocketThread;

/**
 * A TCP proxy to a port of this machine that can be cut: connections stay open and new ones are accepted, but no data pass in
 * either direction until it is restored. Data in transit are delivered then, as if TCP had retransmitted them.
 */
final class FaultyProxy implements AutoCloseable {
    private static final int CHUNK = 8192;

    private final ServerSocket end = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    private final int target;
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private boolean cut;
    private Duration delay = Duration.ZERO;

    FaultyProxy(int target) throws IOException {
        this.target = target;
        daemon(this::accept);
    }

    /** The port on which the proxy listens. */
    int port() {
        return end.getLocalPort();
    }

    synchronized void cut() {
        cut = true;
    }

    synchronized void restore() {
        cut = false;
        notifyAll();
    }

    /** Delays all data, in each direction. */
    synchronized void slow(Duration longer) {
        delay = longer;
    }

    @Override
    public void close() throws IOException {
        end.close();
        for (Closeable one : open) {
            one.close();
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket near = end.accept();
            open.add(near);
            daemon(() -> connect(near));
        }
    }

    private void connect(Socket near) throws IOException {
        awaitConnected();
        try (near;
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target)) {
            open.add(far);
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            daemon(() -> carry(far, near));
            carry(near, far);
            open.remove(far);
        }
        open.remove(near);
    }

    private void carry(Socket from, Socket to) throws IOException {
        byte[] chunk = new byte[CHUNK];
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int read = in.read(chunk); read > 0; read = in.read(chunk)) {
            awaitConnected();
            out.write(chunk, 0, read);
        }
        to.shutdownOutput();
    }

    private void awaitConnected() throws IOException {
        try {
            Duration wait;
            synchronized (this) {
                while (cut) {
                    wait();
                }
                wait = delay;
            }
            Thread.sleep(wait.toMillis());
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }

    private static void daemon(SocketThread.Work work) {
        SocketThread.start("faulty proxy", work);
    }
}
