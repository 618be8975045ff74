package telltale.web.recipient;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Function;
import telltale.message.html.WebPage;
import telltale.model.DeliveryId;
import telltale.sending.ViewResult;
import telltale.token.Tokens;
import telltale.web.http.BodyBudget;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/**
 * {@code GET,HEAD /view/{token}}: a message as its recipient got it; {@code GET,HEAD /archive/{id}}: a published message. Both
 * change and record nothing. A message is the sender's HTML, so it is shown in a sandbox without scripts, with an origin of
 * its own.
 */
public final class ViewHandler {
    private static final String POLICY = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none';"
            + " img-src https: data:; style-src 'unsafe-inline'";
    /** The fraction of the heap for pages that clients are reading. */
    private static final int HEAP_FRACTION = 16;

    private final Tokens tokens;
    private final Function<DeliveryId, ViewResult> views;
    private final Function<String, ViewResult> archive;
    private final BodyBudget memory = new BodyBudget(Runtime.getRuntime().maxMemory() / HEAP_FRACTION);

    /**
     * @param views returns the web page of a delivery
     * @param archive returns the page at a public address
     */
    public ViewHandler(Tokens tokens, Function<DeliveryId, ViewResult> views, Function<String, ViewResult> archive) {
        this.tokens = tokens;
        this.views = views;
        this.archive = archive;
    }

    /** The message of a recipient. */
    public Response view(RoutedRequest request) {
        return response(
                request.http(), tokens.readView(request.variable()).map(views).orElseGet(ViewResult.NotFound::new));
    }

    /** A published message. */
    public Response archive(RoutedRequest request) {
        return response(request.http(), archive.apply(request.variable()));
    }

    private Response response(HttpServletRequest request, ViewResult result) {
        Language language = Language.of(request);
        if (result instanceof ViewResult.Shown shown) {
            return response -> send(shown.page(), request, response);
        }
        if (result instanceof ViewResult.Expired) {
            return RecipientPage.viewExpired(language).with(HttpServletResponse.SC_GONE);
        }
        if (result instanceof ViewResult.Withdrawn) {
            return RecipientPage.viewWithdrawn(language).with(HttpServletResponse.SC_GONE);
        }
        return result instanceof ViewResult.Unavailable
                ? RecipientPage.unavailable(language).asUnavailable()
                : RecipientPage.invalidLink(language).with(HttpServletResponse.SC_NOT_FOUND);
    }

    private void send(WebPage page, HttpServletRequest request, HttpServletResponse response) throws IOException {
        long bytes = page.memory();
        if (!memory.reserve(0, bytes)) {
            RecipientPage.unavailable(Language.of(request)).asUnavailable().send(response);
            return;
        }
        prepare(response, page.length());
        AsyncContext writing = request.startAsync();
        writing.setTimeout(0);
        writing.addListener(new Release(() -> memory.release(bytes)));
        if (request.getMethod().equals("HEAD")) {
            writing.complete();
        } else {
            ContentWriter.write(page.open(), writing);
        }
    }

    private static void prepare(HttpServletResponse response, long length) {
        response.setContentType("text/html;charset=UTF-8");
        response.setContentLengthLong(length);
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Robots-Tag", "noindex");
    }

    /** Runs an action when a response is complete. */
    private record Release(Runnable action) implements AsyncListener {
        @Override
        public void onComplete(AsyncEvent event) {
            action.run();
        }

        @Override
        public void onTimeout(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }
}
