package telltale.web.api;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import telltale.model.InvalidInputException;
import telltale.settings.LauncherAttributes;
import telltale.store.FeedPosition;
import telltale.stream.EventStreams;
import telltale.stream.StreamFilter;
import telltale.web.http.Access;
import telltale.web.http.Fields;
import telltale.web.http.GuardedOutput;
import telltale.web.http.Identity;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;
import telltale.web.http.RequestSnapshot;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/** {@code GET /api/v1/events/stream}: opens and clicks as they are stored, as server-sent events. */
public final class EventStreamApi {
    private static final Problem BUSY = new Problem(
            Problem.Type.SERVER_BUSY, "This node has as many event streams as it can serve now; try again later.");

    private final EventStreams streams;
    private final Access access;

    public EventStreamApi(EventStreams streams, Access access) {
        this.streams = streams;
        this.access = access;
    }

    /** Opens the stream. */
    public Response open(RoutedRequest request) {
        Fields query = request.query("after", "campaign", "kind", "class");
        StreamFilter filter = new StreamFilter(query.get("campaign"), EventsApi.kind(query), EventsApi.filter(query));
        FeedPosition given = position(query, request.http());
        if (!streams.hasRoom()) {
            return BUSY;
        }
        FeedPosition position = given == null ? streams.now().orElse(null) : given;
        if (position == null) {
            return BUSY;
        }
        return response -> send(request.http(), response, filter, position);
    }

    /** The id of the last message that the client got; null for a new client. A browser sends it when it reconnects. */
    private static @Nullable FeedPosition position(Fields query, HttpServletRequest request) {
        String last = request.getHeader("Last-Event-ID");
        if (last == null || last.isEmpty()) {
            return query.read("after", FeedPosition::parse);
        }
        try {
            return FeedPosition.parse(last);
        } catch (IllegalArgumentException invalid) {
            throw new InvalidInputException("Last-Event-ID", "Last-Event-ID is invalid: " + invalid.getMessage());
        }
    }

    private void send(
            HttpServletRequest request, HttpServletResponse response, StreamFilter filter, FeedPosition position)
            throws IOException {
        response.setContentType("text/event-stream");
        response.setHeader("Cache-Control", "no-store");
        // nginx collects a response in a buffer otherwise.
        response.setHeader("X-Accel-Buffering", "no");
        if (request.getMethod().equals("HEAD")) {
            return;
        }
        Identity identity = Identity.of(request);
        HttpServletRequest snapshot = RequestSnapshot.of(request);
        StreamConnection connection =
                new StreamConnection(streams, filter, position, () -> isStillPermitted(snapshot, identity));
        Object closing = request.getServletContext().getAttribute(LauncherAttributes.CLOSE_CONNECTION);
        if (closing instanceof Supplier<?> supplier
                && supplier.get() instanceof Runnable closer
                && request.getProtocol().equals("HTTP/1.1")) {
            detach(request, response, connection, closer);
        } else {
            AsyncContext context = request.startAsync(request, response);
            context.setTimeout(0);
            context.addListener(connection);
            connection.begin(response.getOutputStream(), context::complete, () -> GuardedOutput.interrupt(context));
        }
    }

    /**
     * Takes the connection over from the launcher's Tomcat, by the API for protocols after HTTP (Servlet 6.0 section
     * 2.3.3.5), as a response that ends with its connection (RFC 9112 section 6.3). Tomcat then releases the buffers of the
     * request, which are most of the memory of an idle stream.
     */
    private static void detach(
            HttpServletRequest request, HttpServletResponse response, StreamConnection connection, Runnable closer)
            throws IOException {
        response.setHeader("Connection", "close");
        // Before the connection is taken over: the container would end the response.
        response.flushBuffer();
        try {
            request.upgrade(DetachedStream.class).serve(connection, closer);
        } catch (ServletException failed) {
            throw new IOException(failed);
        }
    }

    private boolean isStillPermitted(HttpServletRequest request, Identity opened) {
        try {
            access.requireForStream(request, Set.of(opened.role()), BUSY);
            return true;
        } catch (ProblemException refused) {
            return false;
        }
    }
}
