package telltale.smtp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A socket that buffers output until the next read. Pipelined commands (RFC 2920) leave in one packet, although Angus
 * flushes after each of them. Not thread-safe.
 */
final class SmtpSocket extends Socket {
    private static final int BUFFER_SIZE = 16 * 1024;
    /** The local address of the socket that a thread connected last: Angus gives no access to the socket. */
    private static final ThreadLocal<InetAddress> LAST_LOCAL_ADDRESS = new ThreadLocal<>();

    private final ScheduledExecutorService writeTimeouts;
    private final Duration writeTimeout;
    private final byte[] buffer = new byte[BUFFER_SIZE];
    private int buffered;

    /**
     * @param writeTimeouts closes the socket when a write stalls
     * @param writeTimeout how long one write may take
     */
    SmtpSocket(ScheduledExecutorService writeTimeouts, Duration writeTimeout) throws IOException {
        this.writeTimeouts = writeTimeouts;
        this.writeTimeout = writeTimeout;
        // The buffer already groups the writes, so Nagle's algorithm could only add delay.
        setTcpNoDelay(true);
    }

    /** The local address of the socket that this thread connected last, or null if there is none. */
    static @Nullable InetAddress lastLocalAddress() {
        return LAST_LOCAL_ADDRESS.get();
    }

    /** Removes what {@link #lastLocalAddress} returns. */
    static void forgetLocalAddress() {
        LAST_LOCAL_ADDRESS.remove();
    }

    @Override
    public void connect(SocketAddress server, int timeout) throws IOException {
        super.connect(server, timeout);
        LAST_LOCAL_ADDRESS.set(getLocalAddress());
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new BufferingOutputStream(super.getOutputStream());
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FlushingInputStream(super.getInputStream(), super.getOutputStream());
    }

    @Override
    public void close() throws IOException {
        try {
            if (isConnected() && !isClosed()) {
                flushTo(super.getOutputStream());
            }
        } finally {
            super.close();
        }
    }

    private void flushTo(OutputStream out) throws IOException {
        if (buffered > 0) {
            int octets = buffered;
            buffered = 0;
            writeWithTimeout(out, buffer, 0, octets);
        }
    }

    private void writeWithTimeout(OutputStream out, byte[] octets, int from, int count) throws IOException {
        ScheduledFuture<?> timeout = writeTimeouts.schedule(
                () -> {
                    super.close();
                    return null;
                },
                writeTimeout.toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            out.write(octets, from, count);
        } finally {
            timeout.cancel(false);
        }
    }

    private final class BufferingOutputStream extends OutputStream {
        private final OutputStream out;

        BufferingOutputStream(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int from, int count) throws IOException {
            if (count > BUFFER_SIZE - buffered) {
                flushTo(out);
            }
            if (count > BUFFER_SIZE) {
                writeWithTimeout(out, octets, from, count);
            } else {
                System.arraycopy(octets, from, buffer, buffered, count);
                buffered += count;
            }
        }

        @Override
        public void close() throws IOException {
            SmtpSocket.this.close();
        }
    }

    private final class FlushingInputStream extends InputStream {
        private final InputStream in;
        private final OutputStream out;

        FlushingInputStream(InputStream in, OutputStream out) {
            this.in = in;
            this.out = out;
        }

        @Override
        public int read() throws IOException {
            flushTo(out);
            return in.read();
        }

        @Override
        public int read(byte[] octets, int from, int count) throws IOException {
            flushTo(out);
            return in.read(octets, from, count);
        }

        @Override
        public int available() throws IOException {
            return in.available();
        }

        @Override
        public void close() throws IOException {
            SmtpSocket.this.close();
        }
    }
}
