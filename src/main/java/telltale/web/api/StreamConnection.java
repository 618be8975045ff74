package telltale.web.api;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.store.FeedPosition;
import telltale.stream.EventStreams;
import telltale.stream.StreamClient;
import telltale.stream.StreamFilter;
import telltale.web.http.GuardedOutput;

/** The response to a client of the event stream, which occupies no thread. */
final class StreamConnection implements StreamClient, WriteListener, AsyncListener {
    private static final Logger log = LoggerFactory.getLogger(StreamConnection.class);

    private final EventStreams.Subscription subscription;
    private final BooleanSupplier isPermitted;
    private volatile @Nullable GuardedOutput out;
    private volatile Runnable completion = () -> {};
    private volatile Runnable interruption = () -> {};
    private volatile boolean waitsForClient;
    private boolean isBegun;
    private boolean isUnflushed;

    /** @param isPermitted whether its key or session is still accepted */
    StreamConnection(EventStreams streams, StreamFilter filter, FeedPosition position, BooleanSupplier isPermitted) {
        this.isPermitted = isPermitted;
        this.subscription = streams.subscribe(this, filter, position);
    }

    /**
     * Begins the response.
     *
     * @param completing ends it
     * @param interrupting ends it without waiting for a client that does not read
     */
    void begin(ServletOutputStream stream, Runnable completing, Runnable interrupting) {
        GuardedOutput output = new GuardedOutput(stream);
        out = output;
        completion = completing;
        interruption = interrupting;
        output.setListener(this);
    }

    /** The container calls it when the response may begin; later, the tasks of the stream ask themselves. */
    @Override
    public void onWritePossible() {
        if (!isBegun) {
            isBegun = true;
            subscription.begin();
        }
    }

    private GuardedOutput out() {
        return Objects.requireNonNull(out, "it has begun");
    }

    @Override
    public boolean isReady() throws IOException {
        boolean isReady = out().isReady();
        if (isReady && isUnflushed) {
            out().flush();
            isUnflushed = false;
            isReady = out().isReady();
        }
        waitsForClient = !isReady;
        return isReady;
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        out().write(bytes);
        isUnflushed = true;
        if (!isReady()) {
            log.trace("A client of the event stream has to read first.");
        }
    }

    @Override
    public boolean isPermitted() {
        return isPermitted.getAsBoolean();
    }

    @Override
    public void close() {
        subscription.end();
        GuardedOutput begun = out;
        if (begun != null) {
            begun.end(waitsForClient ? interruption : completion);
        }
    }

    @Override
    public void onError(Throwable disconnected) {
        close();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        subscription.end();
        GuardedOutput begun = out;
        if (begun != null) {
            begun.ended();
        }
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        close();
    }

    @Override
    public void onError(AsyncEvent event) {
        close();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}
}
