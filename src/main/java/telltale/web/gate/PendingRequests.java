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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import telltale.supervision.Deadlines;
import telltale.web.http.BodyBudget;
import telltale.web.http.Problem;
import telltale.web.http.Refusal;

/** What requests share that wait for their body or for a permit: permits, memory and deadlines. */
public final class PendingRequests {
    private final Map<Lane, Admission> admissions = new EnumMap<>(Lane.class);
    private final GateLimits limits;
    private final BodyBudget budget;
    private final boolean isTomcat;
    private final Deadlines deadlines;

    /**
     * @param permits of all lanes together
     */
    PendingRequests(int permits, GateLimits limits, Deadlines deadlines, ServletContext context) {
        this.limits = limits;
        this.deadlines = deadlines;
        budget = new BodyBudget(limits.bodyBytes());
        isTomcat = context.getServerInfo().startsWith("Apache Tomcat");
        for (Lane lane : Lane.values()) {
            admissions.put(lane, new Admission(lane.permits(permits), limits.maxWaiting()));
        }
    }

    /** The permits of a lane; null for the lane that needs none. */
    @Nullable
    Admission admission(Lane lane) {
        return lane == Lane.RESERVED ? null : admissions.get(lane);
    }

    /** Has a request wait for a permit. */
    void queue(Admission admission, HttpServletRequest request, HttpServletResponse response) throws IOException {
        BodyBuffer nothing = new BodyBuffer(budget, 0);
        new PendingRequest(this, admission, BodyRule.NONE, nothing, false, request, response).start();
    }

    /**
     * Reads the body of a request, and then has it wait for a permit.
     *
     * @return false if there is no memory for the body
     */
    boolean read(Admission admission, BodyRule rule, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        BodyBuffer body = new BodyBuffer(budget, rule.maxBytes());
        if (!body.reserve((int) Math.max(0, request.getContentLengthLong()))) {
            return false;
        }
        new PendingRequest(this, admission, rule, body, true, request, response).start();
        return true;
    }

    /** Refuses a request whose body nothing reads. */
    void refuseUnread(Refusal refusal, HttpServletRequest request, HttpServletResponse response) throws IOException {
        UnreadBody body = discard(request.startAsync(), request);
        RequestGate.sendAndClose(refusal, response);
        body.answered();
    }

    /** Has a servlet answer a request whose body nothing reads. */
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
                body.answered();
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

    /** Runs a task unless it is cancelled before; a request that still comes when the application stops has no deadline. */
    Future<?> after(Duration time, Runnable task) {
        return deadlines.after(time, task).orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    long bodyBytes() {
        return budget.used();
    }

    GateLimits limits() {
        return limits;
    }

    boolean endsByData(boolean isChunked) {
        return isTomcat && isChunked;
    }

    static Problem busy() {
        return new Problem(Problem.Type.SERVER_BUSY, "Too many requests are under way; try again in a moment.");
    }

    public static Problem noMemory() {
        return new Problem(
                Problem.Type.SERVER_BUSY, "The bodies of other requests fill the memory for them; try again in a moment.");
    }

    static Problem tooSlow() {
        return new Problem(Problem.Type.REQUEST_TIMEOUT, "The body did not arrive in time.");
    }
}
