package telltale.launcher.connector;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

/**
 * The outermost valve: records that a request's head is complete, leaves an unwanted body unread, corrects the status of a
 * request that a stopping server refuses, and reports an OutOfMemoryError, which Tomcat would only log.
 */
public final class RequestValve extends ValveBase {
    private static final int MAX_DRAINED = 1024 * 1024;

    private final Consumer<? super OutOfMemoryError> outOfMemory;

    public RequestValve(Consumer<? super OutOfMemoryError> outOfMemory) {
        super(true);
        this.outOfMemory = outOfMemory;
    }

    /** What closes the connection of the request that the calling thread processes. */
    public static Runnable closingCurrent() {
        Connection connection = Objects.requireNonNull(GuardedEndpoint.current(), "called by a worker thread");
        return connection::shutdown;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        Connection connection = GuardedEndpoint.current();
        if (connection != null) {
            connection.requestArrives();
        }
        if (isRefusedByStop(request, response)) {
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        }
        try {
            getNext().invoke(request, response);
        } catch (OutOfMemoryError exhausted) {
            outOfMemory.accept(exhausted);
            throw exhausted;
        }
        if (!request.isAsync() && !isRead(request)) {
            leaveBodyUnread(request);
        }
    }

    /**
     * Whether the connector was paused after it had read the request line. Tomcat then skips the header and sets 503, but goes on
     * to miss the {@code Host} that it did not read, and sets 400 ({@code Http11Processor#prepareRequest}). A proxy repeats a
     * request at another node after 503, not after 400.
     */
    private static boolean isRefusedByStop(Request request, Response response) {
        return response.getStatus() >= HttpServletResponse.SC_BAD_REQUEST
                && request.getCoyoteRequest().getMimeHeaders().size() == 0
                && request.getConnector().getProtocolHandler() instanceof AbstractProtocol<?> protocol
                && protocol.isPaused();
    }

    private static boolean isRead(Request request) {
        AtomicBoolean isRead = new AtomicBoolean();
        request.getCoyoteRequest().action(ActionCode.REQUEST_BODY_FULLY_READ, isRead);
        return isRead.get();
    }

    /**
     * Closes the connection after this response. Otherwise Tomcat would read the rest of the body before it responds, and a
     * thread would wait for it as long as the client likes.
     */
    private static void leaveBodyUnread(Request request) throws IOException {
        org.apache.coyote.Request coyote = request.getCoyoteRequest();
        if (coyote.getContentLengthLong() > 0) {
            drainAvailable(coyote);
        }
        coyote.action(ActionCode.DISABLE_SWALLOW_INPUT, null);
    }

    /** Closing a socket with unread bytes resets the connection, and the client may lose the response. */
    private static void drainAvailable(org.apache.coyote.Request request) throws IOException {
        DiscardedBytes discarded = new DiscardedBytes();
        for (int read = 0; read < MAX_DRAINED && isMoreAvailable(request); ) {
            int count = request.doRead(discarded);
            if (count <= 0) {
                return;
            }
            read += count;
        }
    }

    private static boolean isMoreAvailable(org.apache.coyote.Request request) {
        request.action(ActionCode.AVAILABLE, true);
        return request.getAvailable() > 0;
    }

    /** A buffer whose content is discarded. */
    private static final class DiscardedBytes implements ApplicationBufferHandler {
        private ByteBuffer buffer = ByteBuffer.allocate(0);

        @Override
        public void setByteBuffer(ByteBuffer buffer) {
            this.buffer = buffer;
        }

        @Override
        public ByteBuffer getByteBuffer() {
            return buffer;
        }

        @Override
        public void expand(int size) {}
    }
}
