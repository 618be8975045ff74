package telltale.hostile;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Many hostile connections on a single thread, so that they take as little CPU time as possible from the server. Their
 * loopback addresses are other than 127.0.0.1, since an attacker is in a different network than the recipients.
 */
final class Swarm {
    private static final int HEAD = 12;
    private static final byte[] PROTOCOL = {'H', 'T', 'T', 'P', '/', '1', '.', '1', ' '};
    private static final int CHUNK = 1 << 16;
    private static final int SMALLEST_WINDOW = 1_024;
    private static final long TICK_MILLIS = 5;
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final InetSocketAddress server;
    private final int networks;
    private final Answers answers = new Answers();
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
    private final List<Connection> connections = new ArrayList<>();
    private @Nullable Selector selector;

    /**
     * @param networks the number of networks of 256 addresses from which the connections come
     */
    Swarm(InetSocketAddress server, int networks) {
        this.server = server;
        this.networks = networks;
    }

    /**
     * Runs a number of connections, each with its script, and closes them at the end.
     *
     * @param scripts returns the script of a connection for its number
     */
    Answers run(int count, Duration length, IntFunction<Script> scripts) throws IOException {
        long end = System.nanoTime() + length.toNanos();
        try (Selector opened = Selector.open()) {
            selector = opened;
            for (int i = 0; i < count; i++) {
                connections.add(new Connection(i, scripts.apply(i)));
            }
            while (System.nanoTime() < end) {
                long now = System.nanoTime();
                for (Connection connection : connections) {
                    connection.tick(now);
                }
                opened.select(TICK_MILLIS);
                for (SelectionKey key : opened.selectedKeys()) {
                    if (key.isValid() && key.attachment() instanceof Connection connection) {
                        connection.proceed();
                    }
                }
                opened.selectedKeys().clear();
            }
            connections.forEach(Connection::close);
        }
        return answers;
    }

    /** Returns the address of a connection: 127.66.0.1 and following, and the same in further networks. */
    private InetSocketAddress source(int number) {
        return new InetSocketAddress("127." + (66 + number % networks) + ".0." + (1 + number / networks % 250), 0);
    }

    private final class Connection {
        private final int number;
        private final Script script;
        private @Nullable SocketChannel channel;
        private @Nullable ByteBuffer sending;
        private int round;
        private int answered;
        private boolean sentSomething;
        private boolean finished;
        private long notBefore;
        private int matched;
        private int status;

        Connection(int number, Script script) {
            this.number = number;
            this.script = script;
        }

        /** Opens a new connection, or sends the next piece, if it is time. */
        void tick(long now) {
            if (now < notBefore) {
                return;
            }
            if (channel == null) {
                open();
            } else if (channel.isConnected() && sending == null && !finished) {
                send();
            }
        }

        private void open() {
            try {
                SocketChannel opened = SocketChannel.open();
                channel = opened;
                opened.configureBlocking(false);
                opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
                if (script.end() == Script.End.NEVER_READ) {
                    opened.setOption(StandardSocketOptions.SO_RCVBUF, SMALLEST_WINDOW);
                }
                opened.bind(source(number));
                opened.register(Objects.requireNonNull(selector), SelectionKey.OP_CONNECT, this);
                opened.connect(server);
            } catch (IOException refused) {
                notConnected();
            }
        }

        void proceed() {
            SocketChannel open = channel;
            if (open == null) {
                return;
            }
            if (open.isConnectionPending()) {
                try {
                    open.finishConnect();
                } catch (IOException refused) {
                    notConnected();
                    return;
                }
                send();
                return;
            }
            SelectionKey key = open.keyFor(selector);
            if (sending != null && key != null && key.isValid() && key.isWritable()) {
                send();
            }
            if (channel != null && script.end() != Script.End.NEVER_READ) {
                read();
            }
        }

        private void send() {
            SocketChannel open = Objects.requireNonNull(channel);
            try {
                while (sending != null || next()) {
                    ByteBuffer piece = Objects.requireNonNull(sending);
                    open.write(piece);
                    sentSomething = true;
                    if (piece.hasRemaining()) {
                        break;
                    }
                    sending = null;
                    if (!script.pause().isZero()) {
                        notBefore = System.nanoTime() + script.pause().toNanos();
                        break;
                    }
                }
                if (finished && script.end() == Script.End.RESET) {
                    reset(open);
                    return;
                }
                int reading = script.end() == Script.End.NEVER_READ ? 0 : SelectionKey.OP_READ;
                open.register(selector, sending == null ? reading : reading | SelectionKey.OP_WRITE, this);
            } catch (IOException lost) {
                // The server may have responded before it closed the connection: read that first.
                read();
            }
        }

        /** Takes the next piece if the script allows it to be sent now. */
        private boolean next() {
            if (finished || (script.window() != Script.UNLIMITED && round - answered >= script.window())) {
                return false;
            }
            byte[] piece = script.pieces().apply(round);
            if (piece == null) {
                finished = true;
                return false;
            }
            round++;
            sending = ByteBuffer.wrap(piece);
            return true;
        }

        private void read() {
            try {
                for (int count = fill(); count != 0; count = fill()) {
                    if (count < 0) {
                        ended();
                        return;
                    }
                    scan();
                }
            } catch (IOException lost) {
                ended();
                return;
            }
            if (script.window() != Script.UNLIMITED && sending == null && !finished) {
                send();
            }
        }

        private int fill() throws IOException {
            chunk.clear();
            return Objects.requireNonNull(channel).read(chunk);
        }

        /** Finds status lines, even if they are split across reads. */
        private void scan() {
            chunk.flip();
            while (chunk.hasRemaining()) {
                byte octet = chunk.get();
                if (matched >= PROTOCOL.length) {
                    status = status * 10 + (octet - '0');
                    matched++;
                    if (matched == HEAD) {
                        count();
                    }
                } else {
                    matched = octet == PROTOCOL[matched] ? matched + 1 : octet == PROTOCOL[0] ? 1 : 0;
                }
            }
        }

        private void count() {
            if (status >= 200) {
                answers.add(status);
                answered++;
            }
            matched = 0;
            status = 0;
        }

        /** The server closed the connection. */
        private void ended() {
            if (sentSomething && answered == 0) {
                answers.addCut();
            }
            close();
            notBefore = System.nanoTime() + script.rest().toNanos();
        }

        private void notConnected() {
            answers.addNotConnected();
            close();
            notBefore = System.nanoTime() + RETRY_NANOS;
        }

        private void reset(SocketChannel open) throws IOException {
            open.setOption(StandardSocketOptions.SO_LINGER, 0);
            close();
        }

        void close() {
            if (channel != null) {
                try {
                    channel.close();
                } catch (IOException closedAnyway) {
                    answers.addNotConnected();
                }
            }
            channel = null;
            sending = null;
            round = 0;
            answered = 0;
            sentSomething = false;
            finished = false;
            matched = 0;
            status = 0;
        }
    }
}
