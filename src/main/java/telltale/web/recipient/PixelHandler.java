package telltale.web.recipient;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import telltale.model.EventKind;
import telltale.model.Hit;
import telltale.recording.EventLog;
import telltale.recording.PooledHits;
import telltale.token.SignedPixel;
import telltale.token.Tokens;
import telltale.web.http.HitReader;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/**
 * Serves the tracking image. Every path below {@code /pixel} gets the same bytes and headers, also for an invalid token, so
 * that a reader never sees an error.
 */
public final class PixelHandler {
    /** Size that fits into every container's response buffer, so that nothing is sent before the event is durable. */
    private static final int MAX_BUFFERED_SIZE = 4_096;

    private final EventLog events;
    private final PooledHits pooled;
    private final Tokens tokens;
    private final PixelImage image;
    private final HitReader hits;
    private final PixelMetrics metrics;

    public PixelHandler(
            EventLog events, PooledHits pooled, Tokens tokens, PixelImage image, HitReader hits, PixelMetrics metrics) {
        this.events = events;
        this.pooled = pooled;
        this.tokens = tokens;
        this.image = image;
        this.hits = hits;
        this.metrics = metrics;
    }

    /** Records an open, and returns the image. */
    public Response get(RoutedRequest request) {
        long arrived = System.nanoTime();
        return response -> send(request, response, arrived);
    }

    /** The headers of the image; HEAD is never an open. */
    public Response head(RoutedRequest request) {
        return this::prepare;
    }

    private void send(RoutedRequest routed, HttpServletResponse response, long arrived) throws IOException {
        prepare(response);
        HttpServletRequest request = routed.http();
        if (routed.variable().isEmpty()) {
            record(request, response, hits.read(request, EventKind.ANONYMOUS_OPEN, null, 0), arrived);
            return;
        }
        Optional<SignedPixel> pixel = tokens.readPixel(routed.variable());
        if (pixel.isPresent()) {
            Hit hit = hits.read(request, EventKind.OPEN, pixel.get().delivery(), 0);
            record(request, response, hit.under(pixel.get().profile()), arrived);
        } else {
            if (!pooled.open(routed.variable(), () -> hits.read(request, EventKind.ANONYMOUS_OPEN, null, 0))) {
                events.countBadToken();
            }
            answer(request, response);
            metrics.responded(arrived);
        }
    }

    private void prepare(HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType(image.contentType());
        response.setContentLength(image.bytes().length);
        response.setHeader("Cache-Control", "no-store, private, max-age=0");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("X-Content-Type-Options", "nosniff");
    }

    private void record(HttpServletRequest request, HttpServletResponse response, Hit hit, long arrived)
            throws IOException {
        AsyncContext waiting = request.startAsync();
        waiting.setTimeout(0);
        if (isSmall()) {
            response.getOutputStream().write(image.bytes());
            append(hit, waiting::complete, arrived);
        } else {
            append(hit, () -> waiting.start(() -> ContentWriter.write(image.open(), waiting)), arrived);
        }
    }

    private void append(Hit hit, Runnable answer, long arrived) {
        events.append(hit, () -> {
            metrics.responded(arrived);
            answer.run();
        });
    }

    private void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (isSmall()) {
            response.getOutputStream().write(image.bytes());
        } else {
            AsyncContext writing = request.startAsync();
            writing.setTimeout(0);
            ContentWriter.write(image.open(), writing);
        }
    }

    private boolean isSmall() {
        return image.bytes().length <= MAX_BUFFERED_SIZE;
    }
}
