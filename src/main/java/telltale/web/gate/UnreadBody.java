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
 * The rest of a body that nothing reads. Left alone, Tomcat would read it after the answer, up to {@code maxSwallowSize},
 * by reads that block a thread of the container as long as the client likes. Set as the request's read listener, this
 * class makes those reads non-blocking; it discards a little, so that closing the connection does not reset it before the
 * client has read the answer (RFC 9112 section 9.6), and then ends the request.
 */
final class UnreadBody implements ReadListener {
    /** Bytes that are still read after the answer. */
    private static final int MAX_DISCARDED = 64 * 1024;
    /** How long the rest of a body is awaited after the answer. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private static final Logger log = LoggerFactory.getLogger(UnreadBody.class);

    private final AsyncContext context;
    private final @Nullable ServletInputStream in;
    private final boolean endsByData;
    private final PendingRequests owner;
    private @Nullable Future<?> lingering;
    private boolean answered;
    private boolean read;
    private boolean overdue;
    private boolean ended;
    private long discarded;

    /**
     * @param in the body, or null where the request had none
     * @param endsByData whether the request must not be completed while its body is incomplete: Tomcat's chunked filter
     *     would then ask for more in a loop that ends with the connection only. Throwing from the next read event closes
     *     it, and without one the connector's own timeout does
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
            if (isEnough(count)) {
                throw new IOException("the rest of the body is not read");
            }
        }
    }

    private synchronized boolean isEnough(int count) {
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
    public void onError(Throwable left) {
        end();
    }

    /** Sends the answer that has been written, and ends the request when its body allows. */
    void answered() {
        try {
            context.getResponse().flushBuffer();
        } catch (IOException left) {
            log.debug("A client left before its answer was written: {}", left.getMessage());
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
        lingering = owner.after(LINGER, this::giveUp);
    }

    private void giveUp() {
        synchronized (this) {
            overdue = true;
        }
        if (!endsByData) {
            end();
        }
    }

    private void end() {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            if (lingering != null) {
                lingering.cancel(false);
            }
        }
        try {
            context.complete();
        } catch (IllegalStateException over) {
            log.debug("The container had ended a request already: {}", over.getMessage());
        }
    }
}
