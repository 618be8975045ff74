package telltale.intake;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import telltale.smtp.SocketThread;

/** A TCP proxy to a port of this machine that cuts a connection at a chosen command, or after a number of octets. */
public final class CuttingProxy implements AutoCloseable {
    /** When a connection is cut at a command. */
    public enum Moment {
        /** the server does not get the command */
        BEFORE,
        /** the server carries out the command, and the client does not get the reply */
        AFTER
    }

    private record Cut(String command, Moment moment) {}

    private final ServerSocket end = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int target;
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicInteger cuts = new AtomicInteger();
    private volatile @Nullable Cut cut;
    private volatile long cutAfter = Long.MAX_VALUE;

    public CuttingProxy(int target) throws IOException {
        this.target = target;
        daemon(this::accept);
    }

    public int port() {
        return end.getLocalPort();
    }

    /** Cuts the next connection in which the client sends a command with this text, once. */
    public void cutAt(String command, Moment moment) {
        cut = new Cut(command, moment);
    }

    /** Cuts the connection once, after the server has sent so many octets from now on. */
    void cutAfter(long octets) {
        cutAfter = sent.get() + octets;
    }

    /** How many connections were cut. */
    public int cuts() {
        return cuts.get();
    }

    /** The octets that servers have sent. */
    long sent() {
        return sent.get();
    }

    @Override
    public void close() throws IOException {
        end.close();
        for (Closeable each : open) {
            each.close();
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket near = end.accept();
            Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
            open.add(near);
            open.add(far);
            Conversation conversation = new Conversation(near, far);
            daemon(conversation::request);
            daemon(conversation::respond);
        }
    }

    private static void daemon(SocketThread.Work work) {
        SocketThread.start("cutting-proxy", work);
    }

    /** One connection; a client sends each command in one packet. */
    private final class Conversation {
        private final Socket near;
        private final Socket far;
        private volatile boolean swallowsReply;

        Conversation(Socket near, Socket far) {
            this.near = near;
            this.far = far;
        }

        private void request() throws IOException {
            try (near;
                    far) {
                InputStream in = near.getInputStream();
                OutputStream out = far.getOutputStream();
                byte[] buffer = new byte[1 << 13];
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    Moment moment = cutBy(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
                    if (moment == Moment.BEFORE) {
                        return;
                    }
                    swallowsReply = moment == Moment.AFTER;
                    out.write(buffer, 0, count);
                }
            }
        }

        /** When the connection is cut at this command, or null if it is not. */
        private @Nullable Moment cutBy(String command) {
            Cut next = cut;
            if (next == null || !command.contains(next.command())) {
                return null;
            }
            cut = null;
            cuts.incrementAndGet();
            return next.moment();
        }

        private void respond() throws IOException {
            try (near;
                    far) {
                InputStream in = far.getInputStream();
                OutputStream out = near.getOutputStream();
                byte[] buffer = new byte[1 << 13];
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    if (swallowsReply) {
                        return;
                    }
                    out.write(buffer, 0, count);
                    if (sent.addAndGet(count) >= cutAfter) {
                        cutAfter = Long.MAX_VALUE;
                        cuts.incrementAndGet();
                        return;
                    }
                }
            }
        }
    }
}
