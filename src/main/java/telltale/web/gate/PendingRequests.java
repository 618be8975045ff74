package telltale.web.gate;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import telltale.supervision.Deadlines;
import telltale.web.http.BodyBudget;
import telltale.web.http.Problem;
import telltale.web.http.Response;

/** The permits, memory and deadlines shared by requests that wait for their body or a permit. */
public final class PendingRequests {
    private final Map<Lane, Admission> admissions = new EnumMap<>(Lane.class);
    private final GateLimits limits;
    private final BodyBudget budget;
    /** Separate memory for large bodies that anyone may send, so that they cannot use up that of other requests. */
    private final BodyBudget notificationBudget;

    private final boolean isTomcat;
    private final Deadlines deadlines;

    /**
     * @param permits total permits of all lanes
     */
    PendingRequests(int permits, GateLimits limits, Deadlines deadlines, ServletContext context) {
        this.limits = limits;
        this.deadlines = deadlines;
        budget = new BodyBudget(limits.bodyBytes());
        notificationBudget = new BodyBudget(limits.bodyBytes() / 4);
        isTomcat = context.getServerInfo().startsWith("Apache Tomcat");
        for (Lane lane : Lane.values()) {
            admissions.put(lane, new Admission(lane.permits(permits), limits.maxWaiting()));
        }
    }

    /** Returns the permits of a lane; null for the lane without limit. */
    @Nullable
    Admission admission(Lane lane) {
        return lane == Lane.RESERVED ? null : admissions.get(lane);
    }

    /** Lets a request wait for a permit. */
    void queue(Admission admission, HttpServletRequest request, HttpServletResponse response) throws IOException {
        BodyBuffer nothing = new BodyBuffer(budget, 0);
        new PendingRequest(this, admission, BodyRule.NONE, nothing, false, request, response).start();
    }

    /**
     * Reads the body of a request, and then lets it wait for a permit.
     *
     * @param lane any but the one without limit
     * @return false if the memory for bodies is exhausted
     */
    boolean read(Lane lane, BodyRule rule, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Admission admission = Objects.requireNonNull(admission(lane));
        BodyBuffer body = new BodyBuffer(lane == Lane.NOTIFICATIONS ? notificationBudget : budget, rule.maxBytes());
        if (!body.reserve((int) Math.max(0, request.getContentLengthLong()))) {
            return false;
        }
        new PendingRequest(this, admission, rule, body, true, request, response).start();
        return true;
    }

    /** Rejects a request without reading its body. */
    void refuseUnread(Response refusal, HttpServletRequest request, HttpServletResponse response) throws IOException {
        UnreadBody body = discard(request.startAsync(), request);
        RequestGate.sendAndClose(refusal, response);
        body.responseWritten();
    }

    /** Lets a servlet answer a request without reading its body. */
    void answerUnread(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        AsyncContext context = request.startAsync();
        UnreadBody body = discard(context, request);
        response.setHeader("Connection", "close");
        DetachedRequest detached = new DetachedRequest(request, context, body);
        try {
            chain.doFilter(detached, response);
        } finally {
            if (!detached.isAsyncStarted()) {
                body.responseWritten();
            }
        }
    }

    private UnreadBody discard(AsyncContext context, HttpServletRequest request) throws IOException {
        context.setTimeout(0);
        ServletInputStream in = request.getInputStream();
        UnreadBody body = new UnreadBody(context, in, endsByData(request.getContentLengthLong() < 0), this);
        in.setReadListener(body);
        return body;
    }

    /** Schedules a task; requests that arrive during shutdown have no deadline. */
    Future<?> after(Duration time, Runnable task) {
        return deadlines.schedule(time, task).orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    long bodyBytes() {
        return budget.used() + notificationBudget.used();
    }

    GateLimits limits() {
        return limits;
    }

    boolean endsByData(boolean isChunked) {
        return isTomcat && isChunked;
    }

    static Problem serverBusy() {
        return new Problem(Problem.Type.SERVER_BUSY, "Too many requests are in progress; try again later.");
    }

    static Problem requestTimeout() {
        return new Problem(Problem.Type.REQUEST_TIMEOUT, "The body did not arrive in time.");
    }
}
