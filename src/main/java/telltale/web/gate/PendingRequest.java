package telltale.web.gate;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.web.http.Refusal;

/**
 * A request on its way to its servlet that holds no thread: first its body is read as it arrives, then it waits for a
 * permit, then it is dispatched. Whatever ends it, its bytes and its permit are returned once.
 */
final class PendingRequest implements ReadListener, Admission.Waiter, AsyncListener {
    private static final Logger log = LoggerFactory.getLogger(PendingRequest.class);

    private enum State {
        READING,
        WAITING,
        ADMITTED,
        REFUSED,
        ENDED
    }

    private final PendingRequests owner;
    private final Admission admission;
    private final BodyRule rule;
    private final BodyBuffer body;
    private final HttpServletRequest request;
    private final AsyncContext context;
    private final @Nullable ServletInputStream in;
    private final boolean isChunked;
    private State state;
    private @Nullable Future<?> deadline;
    private @Nullable UnreadBody unread;

    /**
     * Makes a request asynchronous.
     *
     * @param hasBody whether its body is to be read
     * @param body with room for the announced length
     */
    PendingRequest(
            PendingRequests owner,
            Admission admission,
            BodyRule rule,
            BodyBuffer body,
            boolean hasBody,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        this.owner = owner;
        this.admission = admission;
        this.rule = rule;
        this.body = body;
        this.request = request;
        this.in = hasBody ? request.getInputStream() : null;
        this.isChunked = request.getContentLengthLong() < 0;
        this.state = hasBody ? State.READING : State.WAITING;
        context = request.startAsync(hasBody ? new BufferedBodyRequest(request, body) : request, response);
        context.setTimeout(0);
        context.addListener(this);
    }

    /** Begins to read, or to wait where there is no body. */
    void start() {
        request.setAttribute(PendingRequest.class.getName(), this);
        if (in == null) {
            admit();
        } else {
            Duration own = rule.deadline();
            Duration most = owner.limits().maxBodyTime();
            expireAfter(own.compareTo(most) < 0 ? own : most);
            in.setReadListener(this);
        }
    }

    private synchronized void expireAfter(Duration patience) {
        deadline = owner.after(patience, this::expire);
    }

    @Override
    public void onDataAvailable() throws IOException {
        Refusal refusal;
        UnreadBody discarding;
        synchronized (this) {
            refusal = state == State.READING ? readWhatIsThere() : null;
            discarding = unread;
        }
        if (refusal != null) {
            discarding = refuse(refusal);
        }
        if (discarding != null) {
            // Until there is no more for now: only then does the container call again.
            discarding.onDataAvailable();
        }
    }

    /** What is wrong with the body so far; null if nothing is. */
    private @Nullable Refusal readWhatIsThere() throws IOException {
        ServletInputStream open = in;
        while (open != null && open.isReady()) {
            if (!body.grow()) {
                return PendingRequests.noMemory();
            }
            int count = open.read(body.array(), body.length(), body.room());
            if (count < 0) {
                return null;
            }
            body.wrote(count);
            if (body.isOverflown()) {
                return rule.tooLarge();
            }
        }
        return null;
    }

    @Override
    public void onAllDataRead() {
        UnreadBody discarding;
        synchronized (this) {
            discarding = unread;
            if (state == State.READING) {
                state = State.WAITING;
            }
        }
        if (discarding == null) {
            cancelDeadline();
            admit();
        } else {
            discarding.onAllDataRead();
        }
    }

    private void admit() {
        switch (admission.enterOrQueue(this)) {
            case ENTERED -> {
                if (!admitted()) {
                    admission.leave();
                }
            }
            case QUEUED -> awaitPermit();
            case REFUSED -> refuse(PendingRequests.busy());
        }
    }

    private synchronized void awaitPermit() {
        if (state == State.WAITING) {
            expireAfter(owner.limits().maxWait());
        }
    }

    @Override
    public boolean admitted() {
        synchronized (this) {
            if (state != State.WAITING) {
                return false;
            }
            state = State.ADMITTED;
        }
        cancelDeadline();
        try {
            context.dispatch();
        } catch (IllegalStateException over) {
            log.debug("A request ended before its servlet was called: {}", over.getMessage());
            end();
        }
        return true;
    }

    /** Returns the bytes and the permit of a request that has left its servlet. */
    void left() {
        end();
    }

    private void expire() {
        synchronized (this) {
            if (state != State.READING && state != State.WAITING) {
                return;
            }
        }
        try {
            // Writing an answer may block, and the timer is for all requests.
            context.start(() -> refuse(in != null && isReading() ? PendingRequests.tooSlow() : PendingRequests.busy()));
        } catch (IllegalStateException over) {
            log.debug("A request ended when its time was up: {}", over.getMessage());
            end();
        }
    }

    private synchronized boolean isReading() {
        return state == State.READING;
    }

    private @Nullable UnreadBody refuse(Refusal refusal) {
        UnreadBody rest;
        boolean isRead;
        synchronized (this) {
            if (state != State.READING && state != State.WAITING) {
                return null;
            }
            isRead = state == State.WAITING;
            state = State.REFUSED;
            rest = new UnreadBody(context, in, owner.endsByData(isChunked), owner);
            unread = rest;
            body.close();
        }
        cancelDeadline();
        admission.forget(this);
        if (isRead) {
            rest.onAllDataRead();
        }
        try {
            RequestGate.sendAndClose(refusal, (HttpServletResponse) context.getResponse());
        } catch (IOException left) {
            log.debug("A client left before it was refused: {}", left.getMessage());
        }
        rest.answered();
        return rest;
    }

    @Override
    public void onError(Throwable left) {
        UnreadBody discarding;
        boolean isReading;
        synchronized (this) {
            discarding = unread;
            isReading = state == State.READING;
        }
        if (discarding != null) {
            discarding.onError(left);
        }
        end();
        if (isReading) {
            new UnreadBody(context, null, false, owner).onError(left);
        }
    }

    private void end() {
        State before;
        synchronized (this) {
            before = state;
            state = State.ENDED;
            if (before != State.ENDED && before != State.REFUSED) {
                body.close();
            }
        }
        cancelDeadline();
        if (before == State.ADMITTED) {
            admission.leave();
        } else if (before == State.WAITING) {
            admission.forget(this);
        }
    }

    private synchronized void cancelDeadline() {
        Future<?> running = deadline;
        if (running != null) {
            running.cancel(false);
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {
        end();
    }

    @Override
    public void onError(AsyncEvent event) {
        end();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        end();
    }

    /** A servlet that goes on without a thread has returned its permit when its method returned. */
    @Override
    public void onStartAsync(AsyncEvent event) {}

    /** The request that an asynchronous dispatch brings back; null if it is not one of these. */
    static @Nullable PendingRequest of(HttpServletRequest request) {
        return (PendingRequest) request.getAttribute(PendingRequest.class.getName());
    }
}
