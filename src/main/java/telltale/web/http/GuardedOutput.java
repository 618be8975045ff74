package telltale.web.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The output of an asynchronous response that threads of the application write. When a client disconnects during a write, the
 * container ends the request in a thread of its own, and reuses its objects for another request at once. So writing and ending
 * exclude each other, and nothing touches those objects after the end.
 */
public final class GuardedOutput {
    private static final Logger log = LoggerFactory.getLogger(GuardedOutput.class);

    private static final String INTERRUPTED = GuardedOutput.class.getName() + ".interrupted";

    private final ServletOutputStream out;
    private volatile boolean isEnded;

    public GuardedOutput(ServletOutputStream out) {
        this.out = out;
    }

    /**
     * Dispatches a request again so that it fails: the container then closes the connection at once, without waiting for
     * the client, and the truncated response does not look complete.
     */
    public static void interrupt(AsyncContext context) {
        context.getRequest().setAttribute(INTERRUPTED, true);
        context.dispatch();
    }

    /**
     * Fails a request that was dispatched for that.
     *
     * @throws IOException if it was
     */
    public static void rethrow(HttpServletRequest request) throws IOException {
        if (request.getAttribute(INTERRUPTED) != null) {
            throw new IOException("The response was interrupted");
        }
    }

    /** Sets what the container calls when the response may be written, and when the client has disconnected. */
    public void setListener(WriteListener listener) {
        out.setWriteListener(listener);
    }

    /**
     * Whether a write would not have to wait for the client; if not, the container calls the listener when it would not.
     *
     * @throws IOException if the response has ended
     */
    public synchronized boolean isReady() throws IOException {
        return open().isReady();
    }

    /**
     * Writes bytes, after {@link #isReady} returned true.
     *
     * @throws IOException if the client has disconnected or the response has ended
     */
    public synchronized void write(byte[] bytes) throws IOException {
        open().write(bytes);
    }

    /** Sends what was written; as {@link #write}. */
    public synchronized void flush() throws IOException {
        open().flush();
    }

    private ServletOutputStream open() throws IOException {
        if (isEnded) {
            throw new IOException("the response has ended");
        }
        return out;
    }

    /** Runs an action that uses the request, such as {@code AsyncContext.start}; false if the response has ended. */
    public synchronized boolean run(Runnable action) {
        if (isEnded) {
            return false;
        }
        try {
            action.run();
            return true;
        } catch (IllegalStateException ended) {
            log.debug("The container had ended a response: {}", ended.getMessage());
            return false;
        }
    }

    /**
     * Ends the response, after a write that is in progress.
     *
     * @param ending completes or dispatches the request; it runs once, also if several threads call
     */
    public synchronized void end(Runnable ending) {
        run(() -> {
            isEnded = true;
            ending.run();
        });
    }

    /** Notes that the container has ended the response. */
    public void ended() {
        isEnded = true;
    }

    /** Whether the response has ended. */
    public boolean isEnded() {
        return isEnded;
    }
}
