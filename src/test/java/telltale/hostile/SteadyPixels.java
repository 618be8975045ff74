package telltale.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Recipients that load images at a fixed rate over persistent connections, on a single thread. Each latency is measured
 * from the time at which the request was due, not from when a connection was free: otherwise a stalled server would get
 * fewer requests and look faster (coordinated omission).
 */
final class SteadyPixels {
    private static final int CONNECTIONS = 20;
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int BUFFER = 8_192;
    private static final int MAX_FAULTS = 20;

    private final InetSocketAddress server;
    private final List<String> paths;
    /** The image, decoded as ISO 8859-1. */
    private final String image;

    private final long intervalNanos;
    private final Selector selector;
    private final List<Connection> connections = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "steady pixels");
    private final Latencies latencies = new Latencies();
    private final Latencies lateness = new Latencies();
    private final List<String> faults = new ArrayList<>();
    private long due;
    private long wrong;
    private long broken;
    private volatile long deadline = Long.MAX_VALUE;
    private volatile boolean ending;

    private SteadyPixels(InetSocketAddress server, List<String> paths, byte[] image, int perSecond) throws IOException {
        this.server = server;
        this.paths = paths;
        this.image = new String(image, ISO_8859_1);
        this.intervalNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.selector = Selector.open();
        for (int i = 0; i < CONNECTIONS; i++) {
            connections.add(new Connection());
        }
    }

    /**
     * The responses to the recipients.
     *
     * @param due number of requests that were due
     * @param right number of responses with 200 and the image
     * @param wrong number of other responses
     * @param broken number of requests whose connection was lost before the response
     * @param unanswered number of requests without a response at the end
     * @param latencies of the answered requests, and of the unanswered ones until the end
     * @param lateness the delay of this client itself in handling each due request
     */
    record Result(
            long due,
            long right,
            long wrong,
            long broken,
            long unanswered,
            Latencies latencies,
            Latencies lateness,
            List<String> faults) {}

    static SteadyPixels start(InetSocketAddress server, List<String> paths, byte[] image, int perSecond)
            throws IOException {
        SteadyPixels pixels = new SteadyPixels(server, paths, image, perSecond);
        pixels.thread.start();
        return pixels;
    }

    /** Stops sending requests, and waits for the pending responses. */
    Result stop(Duration timeout) throws InterruptedException {
        deadline = System.nanoTime() + timeout.toNanos();
        ending = true;
        selector.wakeup();
        thread.join();
        long end = System.nanoTime();
        long unanswered = 0;
        for (Connection connection : connections) {
            for (long each : connection.unanswered()) {
                latencies.add(end - each);
                unanswered++;
            }
        }
        long right = latencies.size() - unanswered - wrong;
        return new Result(due, right, wrong, broken, unanswered, latencies, lateness, List.copyOf(faults));
    }

    private void run() {
        try (selector) {
            long next = System.nanoTime();
            while (!ending
                    || (System.nanoTime() < deadline && connections.stream().anyMatch(Connection::isBusy))) {
                next = ending ? next : schedule(next);
                for (Connection connection : connections) {
                    connection.sendIfFree();
                }
                select(ending ? RETRY_NANOS : next - System.nanoTime());
            }
            for (Connection connection : connections) {
                connection.close();
            }
        } catch (IOException fatal) {
            throw new UncheckedIOException(fatal);
        }
    }

    /** Assigns the requests that are due to connections, and returns the time of the next one. */
    private long schedule(long next) {
        long now = System.nanoTime();
        long time = next;
        for (; time <= now; time += intervalNanos) {
            lateness.add(now - time);
            connections.get((int) (due++ % CONNECTIONS)).waiting.add(time);
        }
        return time;
    }

    private void select(long nanos) throws IOException {
        selector.select(Math.max(1, Math.min(TimeUnit.NANOSECONDS.toMillis(nanos), 10)));
        for (SelectionKey key : selector.selectedKeys()) {
            if (key.isValid() && key.attachment() instanceof Connection connection) {
                connection.proceed();
            }
        }
        selector.selectedKeys().clear();
    }

    private void fault(String text) {
        if (faults.size() < MAX_FAULTS) {
            faults.add(text);
        }
    }

    /** One recipient: at most one request is on its way. */
    private final class Connection {
        private final Queue<Long> waiting = new ArrayDeque<>();
        private final ByteBuffer answer = ByteBuffer.allocate(BUFFER);
        private @Nullable SocketChannel channel;
        private @Nullable Long asked;
        private long notBefore;
        private int sent;

        boolean isBusy() {
            return asked != null || !waiting.isEmpty();
        }

        List<Long> unanswered() {
            List<Long> all = new ArrayList<>(waiting);
            if (asked != null) {
                all.add(asked);
            }
            return all;
        }

        void sendIfFree() {
            if (asked != null || waiting.isEmpty() || System.nanoTime() < notBefore) {
                return;
            }
            try {
                SocketChannel open = channel == null ? connect() : channel;
                if (open.isConnected()) {
                    String path = paths.get((int) ((sent++ * (long) CONNECTIONS + hashCode()) % paths.size()));
                    asked = waiting.remove();
                    open.write(ByteBuffer.wrap(request(path).getBytes(ISO_8859_1)));
                }
            } catch (IOException lost) {
                fail(lost);
            }
        }

        private SocketChannel connect() throws IOException {
            SocketChannel opened = SocketChannel.open();
            channel = opened;
            opened.configureBlocking(false);
            opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
            opened.register(selector, SelectionKey.OP_CONNECT, this);
            if (opened.connect(server)) {
                opened.register(selector, SelectionKey.OP_READ, this);
            }
            return opened;
        }

        void proceed() {
            SocketChannel open = channel;
            if (open == null) {
                return;
            }
            try {
                if (open.isConnectionPending()) {
                    open.finishConnect();
                    open.register(selector, SelectionKey.OP_READ, this);
                    sendIfFree();
                } else {
                    read(open);
                }
            } catch (IOException lost) {
                fail(lost);
            }
        }

        private void read(SocketChannel open) throws IOException {
            if (open.read(answer) < 0) {
                if (asked != null) {
                    throw new EOFException("the connection ended before the answer did");
                }
                close();
                return;
            }
            Answer whole = Answer.in(answer);
            if (whole != null && asked != null) {
                latencies.add(System.nanoTime() - asked);
                if (whole.status() != 200 || !whole.body().equals(image)) {
                    wrong++;
                    fault("answered by " + whole.status() + " with "
                            + whole.body().length() + " bytes");
                }
                asked = null;
                answer.clear();
                if (whole.isLast()) {
                    close();
                }
                sendIfFree();
            }
        }

        /** Gives up the current request, which is never repeated. Requests that are not sent yet keep waiting. */
        private void fail(IOException reason) {
            if (asked != null) {
                broken++;
                fault(reason.toString());
                asked = null;
            }
            close();
            notBefore = System.nanoTime() + RETRY_NANOS;
        }

        void close() {
            answer.clear();
            if (channel != null) {
                try {
                    channel.close();
                } catch (IOException closedAnyway) {
                    fault(closedAnyway.toString());
                }
                channel = null;
            }
        }
    }

    private static String request(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: steady/1\r\n\r\n";
    }

    /** A complete response whose body has a known length. */
    private record Answer(int status, String body, boolean isLast) {
        private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3})");
        private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *(\\d+)");

        /** Parses a response, and returns null as long as it is incomplete. */
        static @Nullable Answer in(ByteBuffer buffer) throws IOException {
            String text = ISO_8859_1.decode(buffer.duplicate().flip()).toString();
            int end = text.indexOf("\r\n\r\n");
            if (end < 0) {
                return null;
            }
            String head = text.substring(0, end);
            Matcher status = STATUS.matcher(head);
            if (!status.lookingAt()) {
                throw new IOException("not an answer: " + head);
            }
            String lower = head.toLowerCase(Locale.ROOT);
            boolean last = lower.contains("\r\nconnection: close");
            Matcher length = LENGTH.matcher(lower);
            int size = length.find() ? Integer.parseInt(length.group(1)) : 0;
            int start = end + 4;
            if (text.length() < start + size) {
                return buffer.hasRemaining() ? null : new Answer(Integer.parseInt(status.group(1)), "", true);
            }
            return new Answer(
                    Integer.parseInt(status.group(1)),
                    text.substring(start, start + size),
                    // Without a length, the response ends with the connection.
                    last || size == 0);
        }
    }
}
