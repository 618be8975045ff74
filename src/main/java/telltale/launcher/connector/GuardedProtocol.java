package telltale.launcher.connector;

import java.net.InetAddress;
import java.util.function.Predicate;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;

/** Tomcat's HTTP/1.1, with {@link ConnectionLimits} enforced by a {@link ConnectionGuard}. */
public final class GuardedProtocol extends Http11NioProtocol {
    /** The longest token path has 4 kB; the other half is for the headers. */
    private static final int MAX_HEAD = 8192;

    private static final int MAX_HEADERS = 100;

    /** Maximum requests of a connection, so that connections take turns. */
    private static final int MAX_KEEP_ALIVE_REQUESTS = 100;

    /** Of an unwanted body, the {@link RequestValve} reads only bytes that have arrived; no thread waits. */
    private static final int MAX_SWALLOWED = 0;

    /** Maximum cached processors. Each takes about 65 kB, and after one flood Tomcat's default of 200 would stay. */
    private static final int MAX_IDLE_PROCESSORS = 64;

    private static final int BACKLOG = 1024;
    private static final int SPARE_WORKERS = 4;
    /** Half of Tomcat's default, to save memory for each open connection. */
    private static final int SOCKET_BUFFER = 4096;

    /**
     * Bytes of responses in the kernel that a client has not read. By default the buffer grows to megabytes for each
     * connection, and as much is sent in vain to each client that reads nothing.
     */
    private static final int SEND_BUFFER = 128 * 1024;

    /**
     * The types of the page's scripts and styles, which hold no secret. The length of a compressed answer with a secret could reveal
     * it (BREACH, CVE-2013-3587).
     */
    private static final String COMPRESSED = "text/css,text/javascript";

    private final ConnectionGuard guard;

    /** @param trusted whether an address is that of a trusted proxy */
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
        setCompression("on");
        setCompressibleMimeType(COMPRESSED);
        // The kernel would send large scripts as they are.
        setUseSendfile(false);
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
     * Tomcat's handler without a management bean for each processor: registration takes a lock shared by all connections,
     * and under load processors are created and discarded at a high rate.
     */
    private static final class Handler extends ConnectionHandler<NioChannel> {
        Handler(GuardedProtocol protocol) {
            super(protocol);
        }

        @Override
        protected void register(Processor processor) {
            // The counters of a single processor are not used.
        }

        @Override
        protected void unregister(Processor processor) {
            // It was not registered.
        }
    }
}
