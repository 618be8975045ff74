package telltale.launcher.connector;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

/**
 * The first and the last to see each request: notes that its head is complete, leaves a body unread that nobody wanted, and
 * passes on that memory ran out, which Tomcat would log and forget.
 */
public final class RequestValve extends ValveBase {
    private static final int MAX_DRAINED = 1024 * 1024;

    private final Consumer<? super OutOfMemoryError> outOfMemory;

    public RequestValve(Consumer<? super OutOfMemoryError> outOfMemory) {
        super(true);
        this.outOfMemory = outOfMemory;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        Connection connection = GuardedEndpoint.current();
        if (connection != null) {
            connection.requestArrives();
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

    private static boolean isRead(Request request) {
        AtomicBoolean isRead = new AtomicBoolean();
        request.getCoyoteRequest().action(ActionCode.REQUEST_BODY_FULLY_READ, isRead);
        return isRead.get();
    }

    /**
     * Ends the connection with this answer. Tomcat would read the rest of the body before it answers, and a thread would
     * wait for it as long as the client likes.
     */
    private static void leaveBodyUnread(Request request) throws IOException {
        org.apache.coyote.Request coyote = request.getCoyoteRequest();
        if (coyote.getContentLengthLong() > 0) {
            drainWhatIsHere(coyote);
        }
        coyote.action(ActionCode.DISABLE_SWALLOW_INPUT, null);
    }

    /** A socket that is closed with bytes unread resets the connection, and a client may miss the answer. */
    private static void drainWhatIsHere(org.apache.coyote.Request request) throws IOException {
        Discarded discarded = new Discarded();
        for (int read = 0; read < MAX_DRAINED && isMoreHere(request); ) {
            int count = request.doRead(discarded);
            if (count <= 0) {
                return;
            }
            read += count;
        }
    }

    private static boolean isMoreHere(org.apache.coyote.Request request) {
        request.action(ActionCode.AVAILABLE, true);
        return request.getAvailable() > 0;
    }

    /** What is read to be forgotten. */
    private static final class Discarded implements ApplicationBufferHandler {
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
