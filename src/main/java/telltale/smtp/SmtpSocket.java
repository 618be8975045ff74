package telltale.smtp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A connection that holds back what is said until somebody listens for the answer: commands that go together (RFC 2920)
 * leave in one packet, where Angus sends each on its own. For one thread at a time.
 */
final class SmtpSocket extends Socket {
    private static final int HELD = 16 * 1024;

    private final ScheduledExecutorService alarms;
    private final Duration patience;
    private final byte[] held = new byte[HELD];
    private int filled;

    /**
     * @param alarms end what the other side does not take
     * @param patience how long it has for that
     */
    SmtpSocket(ScheduledExecutorService alarms, Duration patience) throws IOException {
        this.alarms = alarms;
        this.patience = patience;
        // What leaves is complete: there is nothing to wait for.
        setTcpNoDelay(true);
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new Speaking(super.getOutputStream());
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new Listening(super.getInputStream(), super.getOutputStream());
    }

    @Override
    public void close() throws IOException {
        try {
            if (isConnected() && !isClosed()) {
                leave(super.getOutputStream());
            }
        } finally {
            super.close();
        }
    }

    private void leave(OutputStream out) throws IOException {
        if (filled > 0) {
            int octets = filled;
            filled = 0;
            leave(out, held, 0, octets);
        }
    }

    private void leave(OutputStream out, byte[] octets, int from, int count) throws IOException {
        ScheduledFuture<?> alarm = alarms.schedule(
                () -> {
                    super.close();
                    return null;
                },
                patience.toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            out.write(octets, from, count);
        } finally {
            alarm.cancel(false);
        }
    }

    private final class Speaking extends OutputStream {
        private final OutputStream out;

        Speaking(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int from, int count) throws IOException {
            if (count > HELD - filled) {
                leave(out);
            }
            if (count > HELD) {
                leave(out, octets, from, count);
            } else {
                System.arraycopy(octets, from, held, filled, count);
                filled += count;
            }
        }

        @Override
        public void close() throws IOException {
            SmtpSocket.this.close();
        }
    }

    private final class Listening extends InputStream {
        private final InputStream in;
        private final OutputStream out;

        Listening(InputStream in, OutputStream out) {
            this.in = in;
            this.out = out;
        }

        @Override
        public int read() throws IOException {
            leave(out);
            return in.read();
        }

        @Override
        public int read(byte[] octets, int from, int count) throws IOException {
            leave(out);
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
