package telltale.web.gate;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import telltale.supervision.Deadlines;
import telltale.token.Tokens;
import telltale.web.http.Access;
import telltale.web.http.BodyBudget;
import telltale.web.http.Problem;
import telltale.web.http.Response;

/**
 * Checks a request by its header before spending resources on it: method, authorization, and whether a body is allowed and
 * small enough. Then reads the body and waits for a permit of the endpoint's lane, both without occupying a container
 * thread, so that threads remain available for pixels and clicks.
 */
public final class RequestGate extends HttpFilter {
    private static final long serialVersionUID = 1;

    private final transient Routes routes;
    private final transient RequestAuthorizer authorizer;
    private final transient RequestLimits requestLimits;
    private final transient FatalErrors fatalErrors;
    private final transient GateLimits limits;
    private final transient Deadlines deadlines;
    private transient @Nullable PendingRequests pending;

    public RequestGate(
            Routes routes,
            Access access,
            Tokens tokens,
            RequestLimits requestLimits,
            FatalErrors fatalErrors,
            Deadlines deadlines) {
        this(routes, access, tokens, requestLimits, fatalErrors, deadlines, GateLimits.ofThisMachine());
    }

    RequestGate(
            Routes routes,
            Access access,
            Tokens tokens,
            RequestLimits requestLimits,
            FatalErrors fatalErrors,
            Deadlines deadlines,
            GateLimits limits) {
        this.routes = routes;
        this.authorizer = new RequestAuthorizer(access, tokens);
        this.requestLimits = requestLimits;
        this.fatalErrors = fatalErrors;
        this.deadlines = deadlines;
        this.limits = limits;
    }

    @Override
    public void init() {
        pending = new PendingRequests(
                ContainerThreads.permits(getServletContext()), limits, deadlines, getServletContext());
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
            resume(request, response, chain);
            return;
        }
        Endpoint endpoint = routes.find(request.getServletPath(), request.getPathInfo());
        boolean hasBody = hasBody(request);
        Route route = endpoint.route(request.getMethod());
        Response refusal = route == null ? methodRefusal(endpoint, request) : authorizer.refusal(route, request);
        Response tooMany = endpoint.lane() == Lane.KEYED ? requestLimits.check(request, response) : null;
        if (tooMany != null) {
            refuse(tooMany, request, response, hasBody);
            return;
        }
        if (route == null || refusal != null) {
            refuse(Objects.requireNonNull(refusal), request, response, hasBody);
        } else if (hasBody) {
            withBody(endpoint, route.body(), request, response, chain);
        } else {
            admit(endpoint.lane(), request, response, chain);
        }
    }

    /** Whether a request has a body: HTTP/1.1 declares one by a length or a coding (RFC 9112 section 6.3), HTTP/2 may not. */
    private static boolean hasBody(HttpServletRequest request) {
        long length = request.getContentLengthLong();
        if (length >= 0) {
            return length > 0;
        }
        return request.getHeader("Transfer-Encoding") != null
                || (request.getMethod().startsWith("P") && request.getProtocol().startsWith("HTTP/2"));
    }

    private static Response methodRefusal(Endpoint endpoint, HttpServletRequest request) {
        String allow = endpoint.allow();
        if (request.getMethod().equals("OPTIONS") && endpoint.caller() != Caller.SENDER) {
            return response -> {
                response.setHeader("Allow", allow);
                response.setContentLength(0);
            };
        }
        return response -> {
            response.setHeader("Allow", allow);
            new Problem(Problem.Type.METHOD_NOT_ALLOWED, "This resource supports " + allow + ".").send(response);
        };
    }

    private void withBody(
            Endpoint endpoint,
            BodyRule rule,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain)
            throws IOException, ServletException {
        if (endpoint.lane() == Lane.RESERVED) {
            run(request, response, (same, answer) -> pending().answerUnread(request, response, chain));
            return;
        }
        Response refusal = Routes.isUnknownApi(endpoint) ? Routes.NOT_FOUND : bodyRefusal(rule, request);
        if (refusal != null) {
            refuse(refusal, request, response, true);
        } else if (rule.isStreamed(request)) {
            admit(endpoint.lane(), request, response, chain);
        } else if (!pending().read(endpoint.lane(), rule, request, response)) {
            refuse(BodyBudget.exhausted(), request, response, true);
        }
    }

    private static @Nullable Response bodyRefusal(BodyRule rule, HttpServletRequest request) {
        String coding = request.getHeader("Content-Encoding");
        if (coding != null && !coding.equalsIgnoreCase("identity")) {
            return new Problem(Problem.Type.UNSUPPORTED_MEDIA_TYPE, "Send the body without a Content-Encoding.");
        }
        Problem unsupported = rule.unsupported(request);
        if (unsupported != null) {
            return unsupported;
        }
        boolean isTooLarge =
                rule.isNone() || (!rule.isStreamed(request) && request.getContentLengthLong() > rule.maxBytes());
        return isTooLarge ? rule.tooLarge() : null;
    }

    private void admit(Lane lane, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (lane == Lane.RESERVED) {
            run(request, response, chain);
            return;
        }
        Admission admission = admission(lane);
        if (!admission.tryEnter()) {
            pending().queue(admission, request, response);
            return;
        }
        try {
            run(request, response, chain);
        } finally {
            admission.leave();
        }
    }

    /** Continues a request dispatched by {@link PendingRequest}. */
    private void resume(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        PendingRequest admitted = PendingRequest.of(request);
        try {
            run(request, response, chain);
        } finally {
            // A servlet that waits asynchronously holds no permit.
            if (admitted != null) {
                admitted.finish();
            }
        }
    }

    private void run(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try {
            chain.doFilter(request, response);
        } catch (ServletException wrapped) {
            // Containers wrap exceptions of servlets, including some Errors.
            if (!(wrapped.getRootCause() instanceof Error error)) {
                throw wrapped;
            }
            fail(error, request, response);
        } catch (Error error) {
            fail(error, request, response);
        }
    }

    private void fail(Error error, HttpServletRequest request, HttpServletResponse response) throws IOException {
        fatalErrors.report(request, error);
        if (response.isCommitted() || request.isAsyncStarted()) {
            throw error;
        }
        response.resetBuffer();
        fatalErrors.answer(error).send(response);
    }

    private void refuse(Response refusal, HttpServletRequest request, HttpServletResponse response, boolean hasBody)
            throws IOException {
        if (hasBody) {
            pending().refuseUnread(refusal, request, response);
        } else {
            refusal.send(response);
        }
    }

    /** Answers a request whose body is not read; the connection cannot be reused. */
    static void sendAndClose(Response refusal, HttpServletResponse response) throws IOException {
        response.setHeader("Connection", "close");
        refusal.send(response);
    }

    /** Memory currently used by bodies, in bytes. */
    long bodyBytes() {
        return pending().bodyBytes();
    }

    /** Number of requests of a lane that are waiting for a permit. */
    int waiting(Lane lane) {
        return admission(lane).waiting();
    }

    private Admission admission(Lane lane) {
        return Objects.requireNonNull(pending().admission(lane));
    }

    private PendingRequests pending() {
        return Objects.requireNonNull(pending);
    }
}
