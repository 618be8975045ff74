package telltale.launcher.connector;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.coyote.Processor;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/** Tomcat's NIO endpoint, with a {@link Connection} for each of its sockets. */
final class GuardedEndpoint extends NioEndpoint {
    /** The connection that this thread processes, for the {@link RequestValve}. */
    private static final ThreadLocal<Connection> CURRENT = new ThreadLocal<>();

    private final Map<SocketChannel, Connection> watched = new ConcurrentHashMap<>();
    private final Predicate<InetAddress> trusted;

    /** @param trusted whether an address is that of a trusted proxy */
    GuardedEndpoint(Predicate<InetAddress> trusted) {
        this.trusted = trusted;
    }

    /** The connection that the calling thread processes; null outside of a worker thread. */
    static @Nullable Connection current() {
        return CURRENT.get();
    }

    /** The open connections. */
    List<Connection> open() {
        // Closed connections are removed here, because Tomcat closes them in many places.
        watched.values().removeIf(connection -> !connection.isOpen());
        return List.copyOf(watched.values());
    }

    @Override
    protected boolean setSocketOptions(SocketChannel channel) {
        try {
            InetAddress peer = ((InetSocketAddress) channel.getRemoteAddress()).getAddress();
            // Before the poller gets the socket, because a worker may process it at any time after that.
            watched.put(
                    channel, new Connection(new WatchedSocket(channel), ClientNetwork.of(peer), trusted.test(peer)));
        } catch (IOException gone) {
            return false;
        }
        boolean isTaken = super.setSocketOptions(channel);
        if (!isTaken) {
            watched.remove(channel);
        } else if (connections.get(channel) instanceof NioSocketWrapper wrapper) {
            // Otherwise the deadline of a request's head applies to reading a response.
            wrapper.setWriteTimeout(ConnectionLimits.READER_PAUSE.toMillis());
        }
        return isTaken;
    }

    @Override
    public void setHandler(Handler<NioChannel> handler) {
        super.setHandler(new ReportingHandler(handler));
    }

    /** A socket of this endpoint. */
    private final class WatchedSocket implements Connection.Socket {
        private final SocketChannel channel;

        WatchedSocket(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public boolean waitsForClient() {
            // Tomcat clears the interest as soon as the socket is ready, so a socket that waits for a thread has none.
            return connections.get(channel) instanceof NioSocketWrapper wrapper && wrapper.interestOps() != 0;
        }

        @Override
        public boolean waitsForReader() {
            return connections.get(channel) instanceof NioSocketWrapper wrapper
                    && (wrapper.interestOps() & SelectionKey.OP_WRITE) != 0;
        }

        @Override
        public long progress() {
            return connections.get(channel) instanceof NioSocketWrapper wrapper
                    ? Math.max(wrapper.getLastRead(), wrapper.getLastWrite())
                    : 0;
        }

        @Override
        public void shutdown() {
            try {
                // Not closed: Tomcat reads the end of the stream next, closes the socket and updates its counts.
                channel.shutdownInput();
                channel.shutdownOutput();
            } catch (IOException gone) {
                watched.remove(channel);
            }
        }
    }

    /** Tomcat's connection handler, which also reports when a worker thread starts and stops processing. */
    private final class ReportingHandler implements Handler<NioChannel> {
        private final Handler<NioChannel> handler;

        ReportingHandler(Handler<NioChannel> handler) {
            this.handler = handler;
        }

        @Override
        public SocketState process(SocketWrapperBase<NioChannel> wrapper, SocketEvent event) {
            SocketChannel channel = wrapper.getSocket().getIOChannel();
            Connection connection = channel == null ? null : watched.get(channel);
            if (connection == null) {
                return handler.process(wrapper, event);
            }
            CURRENT.set(connection);
            connection.workBegins();
            try {
                SocketState state = handler.process(wrapper, event);
                report(connection, wrapper, state);
                return state;
            } finally {
                CURRENT.remove();
            }
        }

        private void report(Connection connection, SocketWrapperBase<NioChannel> wrapper, SocketState state) {
            if (state == SocketState.UPGRADED) {
                connection.workIsHandedOver();
            } else if (state != SocketState.LONG) {
                connection.workEnds();
            } else if (wrapper.getCurrentProcessor() instanceof Processor processor && processor.isAsync()) {
                connection.workIsSuspended();
            } else {
                connection.headIsIncomplete();
            }
        }

        @Override
        public Object getGlobal() {
            return handler.getGlobal();
        }

        @Override
        public void release(SocketWrapperBase<NioChannel> wrapper) {
            handler.release(wrapper);
        }

        @Override
        public void pause() {
            handler.pause();
        }

        @Override
        public void recycle() {
            handler.recycle();
        }
    }
}
