package telltale.launcher.connector;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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

/** Tomcat's NIO endpoint, which also keeps a {@link Connection} for each of its sockets. */
final class GuardedEndpoint extends NioEndpoint {
    /** The connection that this thread works on, for the {@link RequestValve}. */
    private static final ThreadLocal<Connection> CURRENT = new ThreadLocal<>();

    private final Map<SocketChannel, Connection> watched = new ConcurrentHashMap<>();
    private final Predicate<InetAddress> trusted;

    /** @param trusted whether an address is that of a trusted proxy */
    GuardedEndpoint(Predicate<InetAddress> trusted) {
        this.trusted = trusted;
    }

    /** The connection that the calling thread works on; null outside of a worker thread. */
    static @Nullable Connection current() {
        return CURRENT.get();
    }

    /** The connections that are open now. */
    List<Connection> open() {
        // Closed ones are found here and not when they close: Tomcat closes them in many places.
        watched.values().removeIf(connection -> !connection.isOpen());
        return List.copyOf(watched.values());
    }

    @Override
    protected boolean setSocketOptions(SocketChannel channel) {
        try {
            InetAddress peer = ((InetSocketAddress) channel.getRemoteAddress()).getAddress();
            // Before the socket is handed to the poller, after which a worker may have it at any time.
            watched.put(channel, new Connection(new Wire(channel), ClientNetwork.of(peer), trusted.test(peer)));
        } catch (IOException gone) {
            return false;
        }
        boolean isTaken = super.setSocketOptions(channel);
        if (!isTaken) {
            watched.remove(channel);
        }
        return isTaken;
    }

    @Override
    public void setHandler(Handler<NioChannel> handler) {
        super.setHandler(new Reporting(handler));
    }

    /** A socket of this endpoint. */
    private final class Wire implements Connection.Socket {
        private final SocketChannel channel;

        Wire(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public boolean waitsForClient() {
            // Tomcat takes the interest back as soon as the socket is ready, so what waits for a free thread has none.
            return connections.get(channel) instanceof NioSocketWrapper wrapper && wrapper.interestOps() != 0;
        }

        @Override
        public long progress() {
            return connections.get(channel) instanceof NioSocketWrapper wrapper
                    ? Math.max(wrapper.getLastRead(), wrapper.getLastWrite())
                    : 0;
        }

        @Override
        public void hangUp() {
            try {
                // Not closed: that is for Tomcat, which reads the end of the stream next and then counts it as closed.
                channel.shutdownInput();
                channel.shutdownOutput();
            } catch (IOException gone) {
                watched.remove(channel);
            }
        }
    }

    /** Tomcat's handler of a connection, with a report of what a worker thread begins and ends. */
    private final class Reporting implements Handler<NioChannel> {
        private final Handler<NioChannel> handler;

        Reporting(Handler<NioChannel> handler) {
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
            if (state != SocketState.LONG) {
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
