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

/**
 * A wire to a port of this machine that can be cut: connections stay, new ones are taken, and nothing gets through in
 * either direction until it is mended. What was on its way comes then, as TCP would send it again.
 */
final class Wire implements AutoCloseable {
    private static final int CHUNK = 8192;

    private final ServerSocket end = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    private final int target;
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private boolean cut;
    private Duration delay = Duration.ZERO;

    Wire(int target) throws IOException {
        this.target = target;
        daemon(this::accept);
    }

    /** Where it is connected to. */
    int port() {
        return end.getLocalPort();
    }

    synchronized void cut() {
        cut = true;
    }

    synchronized void mend() {
        cut = false;
        notifyAll();
    }

    /** Lets everything take that much longer, in each direction. */
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
        awaitWhole();
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
            awaitWhole();
            out.write(chunk, 0, read);
        }
        to.shutdownOutput();
    }

    private void awaitWhole() throws IOException {
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

    private interface Work {
        void run() throws IOException;
    }

    /** Each end detects a lost connection by itself. */
    private static void daemon(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException broken) {
                        // the wire ended, or one of those whom it connects
                    }
                },
                "wire");
        thread.setDaemon(true);
        thread.start();
    }
}
