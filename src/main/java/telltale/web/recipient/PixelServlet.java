package telltale.web.recipient;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.EventKind;
import telltale.model.Hit;
import telltale.recording.EventLog;
import telltale.token.Tokens;
import telltale.web.http.ClientAddress;
import telltale.web.http.HitReader;

/**
 * Serves the tracking image. Every path below {@code /pixel} gets the same bytes and headers, also for an invalid token, so
 * that a reader never sees an error.
 */
public final class PixelServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    /** Size that fits into every container's response buffer, so that nothing is sent before the event is durable. */
    private static final int MAX_BUFFERED_SIZE = 4_096;

    private final transient EventLog events;
    private final transient Tokens tokens;
    private final transient Clock clock;
    private final transient PixelImage image;
    private final transient ClientAddress client;

    public PixelServlet(EventLog events, Tokens tokens, Clock clock, PixelImage image, ClientAddress client) {
        this.events = events;
        this.tokens = tokens;
        this.clock = clock;
        this.image = image;
        this.client = client;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        prepare(response);
        String path = request.getPathInfo();
        if (path == null || path.equals("/")) {
            record(request, response, hit(request, EventKind.ANONYMOUS_OPEN, null));
            return;
        }
        Optional<DeliveryId> delivery = tokens.readPixel(path.substring(1));
        if (delivery.isPresent()) {
            record(request, response, hit(request, EventKind.OPEN, delivery.get()));
        } else {
            events.countBadToken();
            answer(request, response);
        }
    }

    /** Answers HEAD with the same headers; it is never an open. */
    @Override
    protected void doHead(HttpServletRequest request, HttpServletResponse response) {
        prepare(response);
    }

    private void prepare(HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType(image.contentType());
        response.setContentLength(image.bytes().length);
        response.setHeader("Cache-Control", "no-store, private, max-age=0");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("X-Content-Type-Options", "nosniff");
    }

    private Hit hit(HttpServletRequest request, EventKind kind, @Nullable DeliveryId delivery) {
        return HitReader.read(request, client.resolve(request), kind, delivery, 0, clock.instant());
    }

    private void record(HttpServletRequest request, HttpServletResponse response, Hit hit) throws IOException {
        AsyncContext waiting = request.startAsync();
        waiting.setTimeout(0);
        if (isSmall()) {
            response.getOutputStream().write(image.bytes());
            events.append(hit, waiting::complete);
        } else {
            events.append(hit, () -> waiting.start(() -> ImageWriter.write(image.bytes(), waiting)));
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (isSmall()) {
            response.getOutputStream().write(image.bytes());
        } else {
            AsyncContext writing = request.startAsync();
            writing.setTimeout(0);
            ImageWriter.write(image.bytes(), writing);
        }
    }

    private boolean isSmall() {
        return image.bytes().length <= MAX_BUFFERED_SIZE;
    }
}
