package telltale.web.api;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.InvalidInputException;
import telltale.store.FeedPosition;
import telltale.stream.EventStreams;
import telltale.stream.StreamClient;
import telltale.stream.StreamFilter;
import telltale.web.http.Access;
import telltale.web.http.Fields;
import telltale.web.http.Identity;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/** {@code GET /api/v1/events/stream}: opens and clicks as they are stored, as server-sent events. */
public final class EventStreamApi {
    private static final Logger log = LoggerFactory.getLogger(EventStreamApi.class);

    private final EventStreams streams;
    private final Access access;

    public EventStreamApi(EventStreams streams, Access access) {
        this.streams = streams;
        this.access = access;
    }

    /** Opens the stream. */
    public Response open(RoutedRequest request) {
        Fields query = request.query("after", "campaign", "kind", "class");
        StreamFilter filter =
                new StreamFilter(query.get("campaign"), EventsApi.kind(query), EventsApi.filter(query));
        FeedPosition position = position(query, request.http());
        if (!streams.hasRoom()) {
            return new Problem(
                    Problem.Type.SERVER_BUSY, "This node has as many event streams as it allows; try again later.");
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
            HttpServletRequest request,
            HttpServletResponse response,
            StreamFilter filter,
            @Nullable FeedPosition position)
            throws IOException {
        response.setContentType("text/event-stream");
        response.setHeader("Cache-Control", "no-store");
        // nginx collects a response in a buffer otherwise.
        response.setHeader("X-Accel-Buffering", "no");
        if (request.getMethod().equals("HEAD")) {
            return;
        }
        Identity identity = Identity.of(request);
        AsyncContext context = request.startAsync(request, response);
        context.setTimeout(0);
        Connection connection =
                new Connection(context, response.getOutputStream(), () -> isStillPermitted(request, identity));
        connection.subscription = streams.subscribe(connection, filter, position);
        context.addListener(connection);
        connection.out.setWriteListener(connection);
    }

    private boolean isStillPermitted(HttpServletRequest request, Identity opened) {
        try {
            return access.identify(request)
                    .filter(identity -> identity.role() == opened.role())
                    .isPresent();
        } catch (ProblemException refused) {
            return false;
        }
    }

    /** The response to a client, which occupies no thread. */
    private static final class Connection implements StreamClient, WriteListener, AsyncListener {
        private final AsyncContext context;
        private final ServletOutputStream out;
        private final BooleanSupplier isPermitted;
        private EventStreams.@Nullable Subscription subscription;
        private boolean isBegun;
        private boolean isUnflushed;
        private boolean isClosed;

        Connection(AsyncContext context, ServletOutputStream out, BooleanSupplier isPermitted) {
            this.context = context;
            this.out = out;
            this.isPermitted = isPermitted;
        }

        /** The container calls it when the response may begin; later, the tasks of the stream ask themselves. */
        @Override
        public void onWritePossible() {
            EventStreams.Subscription begun = subscription;
            if (begun != null && !isBegun) {
                isBegun = true;
                begun.begin();
            }
        }

        @Override
        public boolean isReady() throws IOException {
            if (!out.isReady()) {
                return false;
            }
            if (isUnflushed) {
                out.flush();
                isUnflushed = false;
            }
            return out.isReady();
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            out.write(bytes);
            isUnflushed = true;
            isReady();
        }

        @Override
        public boolean isPermitted() {
            return isPermitted.getAsBoolean();
        }

        @Override
        public void close() {
            if (end()) {
                try {
                    context.complete();
                } catch (IllegalStateException ended) {
                    log.debug("A stream had ended: {}", ended.getMessage());
                }
            }
        }

        private boolean end() {
            synchronized (this) {
                if (isClosed) {
                    return false;
                }
                isClosed = true;
            }
            EventStreams.Subscription ended = subscription;
            if (ended != null) {
                ended.end();
            }
            return true;
        }

        @Override
        public void onError(Throwable disconnected) {
            close();
        }

        @Override
        public void onComplete(AsyncEvent event) {
            end();
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
}
