package telltale.web.gate;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rest of a body that no servlet reads. By default, Tomcat reads it after the response, up to {@code maxSwallowSize},
 * with blocking reads that let a client occupy a container thread indefinitely. As the request's read listener, this class
 * makes those reads non-blocking; it discards a limited amount, so that closing the connection does not reset it before the
 * client has read the response (RFC 9112 section 9.6), and then ends the request.
 */
final class UnreadBody implements ReadListener {
    /** Bytes that are discarded after the response. */
    private static final int MAX_DISCARDED = 64 * 1024;
    /** Time to wait for the rest of the body after the response. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private static final Logger log = LoggerFactory.getLogger(UnreadBody.class);

    private final AsyncContext context;
    private final @Nullable ServletInputStream in;
    private final boolean endsByData;
    private final PendingRequests owner;
    private @Nullable Future<?> lingerTimeout;
    private boolean answered;
    private boolean read;
    private boolean overdue;
    /** Set without a lock when the container has ended the request: it may hold locks of its own. */
    private volatile boolean ended;

    private long discarded;

    /**
     * @param in the body, or null if the request has none
     * @param endsByData whether the request must not be completed while its body is incomplete: Tomcat's
     *     chunked filter would then poll for data in a loop until the connection ends. Throwing from the next read event
     *     closes it; without such an event the connector's timeout does
     */
    UnreadBody(AsyncContext context, @Nullable ServletInputStream in, boolean endsByData, PendingRequests owner) {
        this.context = context;
        this.in = in;
        this.endsByData = endsByData;
        this.owner = owner;
    }

    @Override
    public void onDataAvailable() throws IOException {
        byte[] sink = new byte[4 * 1024];
        ServletInputStream open = in;
        while (open != null && open.isReady()) {
            int count = open.read(sink);
            if (count < 0) {
                return;
            }
            if (isOverLimit(count)) {
                throw new IOException("the rest of the body is not read");
            }
        }
    }

    private synchronized boolean isOverLimit(int count) {
        discarded += answered ? count : 0;
        return overdue || discarded > MAX_DISCARDED;
    }

    @Override
    public void onAllDataRead() {
        boolean isEnd;
        synchronized (this) {
            read = true;
            isEnd = answered;
        }
        if (isEnd) {
            end();
        }
    }

    @Override
    public void onError(Throwable disconnected) {
        end();
    }

    /** Flushes the response, and ends the request when its body allows it. */
    void responseWritten() {
        try {
            context.getResponse().flushBuffer();
        } catch (IOException disconnected) {
            log.debug("A client disconnected before its response was written: {}", disconnected.getMessage());
        }
        boolean isEnd;
        synchronized (this) {
            answered = true;
            isEnd = read;
        }
        if (isEnd) {
            end();
        } else {
            linger();
        }
    }

    private synchronized void linger() {
        lingerTimeout = owner.after(LINGER, this::expire);
    }

    private void expire() {
        synchronized (this) {
            overdue = true;
        }
        if (!endsByData) {
            end();
        }
    }

    /** Notes that the container has ended the request: it uses the request's objects for another one now. */
    void ended() {
        ended = true;
    }

    private synchronized void end() {
        if (ended) {
            return;
        }
        ended = true;
        if (lingerTimeout != null) {
            lingerTimeout.cancel(false);
        }
        try {
            context.complete();
        } catch (IllegalStateException alreadyEnded) {
            log.debug("The container had already ended a request: {}", alreadyEnded.getMessage());
        }
    }
}
