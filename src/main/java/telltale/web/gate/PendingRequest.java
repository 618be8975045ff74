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
import telltale.web.http.BodyBudget;
import telltale.web.http.Response;

/**
 * A request on its way to its servlet that occupies no thread: its body is read as it arrives, then it waits for a permit,
 * then it is dispatched. Its memory and its permit are released exactly once, however it ends.
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
     * Starts asynchronous processing of a request.
     *
     * @param hasBody whether its body is to be read
     * @param body with memory for the declared length
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

    /** Starts reading the body, or waiting if there is none. */
    void start() {
        request.setAttribute(PendingRequest.class.getName(), this);
        if (in == null) {
            admit();
        } else {
            Duration own = rule.deadline();
            Duration max = owner.limits().maxBodyTime();
            expireAfter(own.compareTo(max) < 0 ? own : max);
            in.setReadListener(this);
        }
    }

    private synchronized void expireAfter(Duration timeout) {
        deadline = owner.after(timeout, this::expire);
    }

    @Override
    public void onDataAvailable() throws IOException {
        Response refusal;
        UnreadBody rest;
        synchronized (this) {
            refusal = state == State.READING ? readAvailable() : null;
            rest = unread;
        }
        if (refusal != null) {
            rest = refuse(refusal);
        }
        if (rest != null) {
            // Read until nothing is available: only then does the container call again.
            rest.onDataAvailable();
        }
    }

    /** Reads the available data; returns a refusal if the body violates a limit, otherwise null. */
    private @Nullable Response readAvailable() throws IOException {
        ServletInputStream open = in;
        while (open != null && open.isReady()) {
            if (!body.grow()) {
                return BodyBudget.exhausted();
            }
            int count = open.read(body.array(), body.length(), body.remaining());
            if (count < 0) {
                return null;
            }
            body.advance(count);
            if (body.isOverLimit()) {
                return rule.tooLarge();
            }
        }
        return null;
    }

    @Override
    public void onAllDataRead() {
        UnreadBody rest;
        synchronized (this) {
            rest = unread;
            if (state == State.READING) {
                state = State.WAITING;
            }
        }
        if (rest == null) {
            cancelDeadline();
            admit();
        } else {
            rest.onAllDataRead();
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
            case REFUSED -> refuse(PendingRequests.serverBusy());
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
        } catch (IllegalStateException ended) {
            log.debug("A request ended before its servlet was called: {}", ended.getMessage());
            end();
        }
        return true;
    }

    /** Releases the memory and the permit after the servlet has returned. */
    void finish() {
        end();
    }

    private void expire() {
        synchronized (this) {
            if (state != State.READING && state != State.WAITING) {
                return;
            }
        }
        try {
            // Writing the response may block, and all requests share the timer.
            context.start(() -> refuse(
                    in != null && isReading() ? PendingRequests.requestTimeout() : PendingRequests.serverBusy()));
        } catch (IllegalStateException ended) {
            log.debug("A request ended at its deadline: {}", ended.getMessage());
            end();
        }
    }

    private synchronized boolean isReading() {
        return state == State.READING;
    }

    private @Nullable UnreadBody refuse(Response refusal) {
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
        admission.cancel(this);
        if (isRead) {
            rest.onAllDataRead();
        }
        try {
            RequestGate.sendAndClose(refusal, (HttpServletResponse) context.getResponse());
        } catch (IOException disconnected) {
            log.debug("A client disconnected before its rejection was sent: {}", disconnected.getMessage());
        }
        rest.responseWritten();
        return rest;
    }

    @Override
    public void onError(Throwable disconnected) {
        UnreadBody rest;
        boolean isReading;
        synchronized (this) {
            rest = unread;
            isReading = state == State.READING;
        }
        if (rest != null) {
            rest.onError(disconnected);
        }
        end();
        if (isReading) {
            new UnreadBody(context, null, false, owner).onError(disconnected);
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
            admission.cancel(this);
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
        UnreadBody rest;
        synchronized (this) {
            rest = unread;
        }
        if (rest != null) {
            rest.ended();
        }
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

    /** A servlet that continues asynchronously has already returned its permit. */
    @Override
    public void onStartAsync(AsyncEvent event) {}

    /** Returns the pending request of an asynchronous dispatch, or null. */
    static @Nullable PendingRequest of(HttpServletRequest request) {
        return (PendingRequest) request.getAttribute(PendingRequest.class.getName());
    }
}
