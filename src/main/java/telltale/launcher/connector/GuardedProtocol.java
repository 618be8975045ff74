package telltale.launcher.connector;

import java.net.InetAddress;
import java.util.function.Predicate;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;

/** HTTP/1.1 by Tomcat, with {@link ConnectionLimits} that a {@link ConnectionGuard} enforces. */
public final class GuardedProtocol extends Http11NioProtocol {
    /** The longest pixel path that Telltale promises to answer has 4 kB; the other half is for the headers. */
    private static final int MAX_HEAD = 8192;

    private static final int MAX_HEADERS = 100;

    /** What one connection may ask for, so that all connections take their turn. */
    private static final int MAX_KEEP_ALIVE_REQUESTS = 100;

    /** Of a body that nobody wanted, only what is here already is read, by the {@link RequestValve}; no thread waits. */
    private static final int MAX_SWALLOWED = 0;

    /** Processors that are kept for later requests. Each holds some 65 kB, and Tomcat's 200 would stay after one flood. */
    private static final int MAX_IDLE_PROCESSORS = 64;

    private static final int BACKLOG = 1024;
    private static final int SPARE_WORKERS = 4;
    /** Half of Tomcat's buffers: an open connection is to cost as little as possible. */
    private static final int SOCKET_BUFFER = 4096;

    /**
     * What the kernel holds of answers that a client has not taken. Left to itself it grows to megabytes a connection, and
     * as much is answered in vain on each connection that nothing reads.
     */
    private static final int SEND_BUFFER = 128 * 1024;

    private final ConnectionGuard guard;

    /** @param trusted whether an address is that of a proxy that the owner trusts */
    public GuardedProtocol(ConnectionLimits limits, Predicate<InetAddress> trusted) {
        this(limits, new GuardedEndpoint(trusted));
    }

    private GuardedProtocol(ConnectionLimits limits, GuardedEndpoint endpoint) {
        super(endpoint);
        Handler handler = new Handler(this);
        setHandler(handler);
        endpoint.setHandler(handler);
        guard = new ConnectionGuard(limits, endpoint::open);
        limitTo(limits);
        endpoint.getSocketProperties().setAppReadBufSize(SOCKET_BUFFER);
        endpoint.getSocketProperties().setAppWriteBufSize(SOCKET_BUFFER);
        endpoint.getSocketProperties().setTxBufSize(SEND_BUFFER);
    }

    private void limitTo(ConnectionLimits limits) {
        setMaxConnections(limits.connections());
        setMaxThreads(limits.workers());
        setMinSpareThreads(SPARE_WORKERS);
        setAcceptCount(BACKLOG);
        setConnectionTimeout((int) limits.headDeadline().toMillis());
        setKeepAliveTimeout((int) ConnectionLimits.KEEP_ALIVE.toMillis());
        setMaxKeepAliveRequests(MAX_KEEP_ALIVE_REQUESTS);
        setMaxHttpRequestHeaderSize(MAX_HEAD);
        setMaxHeaderCount(MAX_HEADERS);
        setMaxSwallowSize(MAX_SWALLOWED);
        setProcessorCache(MAX_IDLE_PROCESSORS);
        setMaxTrailerSize(MAX_HEAD / 8);
        setMaxExtensionSize(MAX_HEAD / 8);
    }

    @Override
    public void start() throws Exception {
        super.start();
        guard.start();
    }

    @Override
    public void stop() throws Exception {
        guard.close();
        super.stop();
    }

    /**
     * Tomcat's handler without a management bean for each processor: registering one takes a lock that is shared by all
     * connections, and whenever many come at once, their processors are made and thrown away at a great rate.
     */
    private static final class Handler extends ConnectionHandler<NioChannel> {
        Handler(GuardedProtocol protocol) {
            super(protocol);
        }

        @Override
        protected void register(Processor processor) {
            // Nothing reads the counters of a single processor.
        }

        @Override
        protected void unregister(Processor processor) {
            // It was not registered.
        }
    }
}
