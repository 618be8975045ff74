package telltale.web.recipient;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import telltale.model.EventKind;
import telltale.model.Hit;
import telltale.recording.EventLog;
import telltale.token.SignedLink;
import telltale.token.Tokens;
import telltale.web.http.ClientAddress;
import telltale.web.http.HitReader;
import telltale.web.http.PathToken;

/**
 * {@code GET,HEAD /click/{token}}: redirects to the target of a signed token, never to an unsigned one. The click is
 * stored durably before the response, without requiring the database.
 */
public final class ClickServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient EventLog events;
    private final transient Tokens tokens;
    private final transient Clock clock;
    private final transient ClientAddress client;

    public ClickServlet(EventLog events, Tokens tokens, Clock clock, ClientAddress client) {
        this.events = events;
        this.tokens = tokens;
        this.clock = clock;
        this.client = client;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("X-Robots-Tag", "noindex");
        Optional<SignedLink> link = tokens.readLink(PathToken.of(request));
        if (link.isPresent()) {
            redirect(request, response, link.get());
        } else {
            events.countBadToken();
            RecipientPage.invalidLink(Language.of(request)).send(response, HttpServletResponse.SC_NOT_FOUND);
        }
    }

    /** Redirects HEAD like GET; the event records the method. */
    @Override
    protected void doHead(HttpServletRequest request, HttpServletResponse response) throws IOException {
        doGet(request, response);
    }

    /** Sets the header to the signed target: {@code sendRedirect} would let the container resolve and encode it. */
    private void redirect(HttpServletRequest request, HttpServletResponse response, SignedLink signed) {
        response.setStatus(HttpServletResponse.SC_FOUND);
        response.setHeader("Location", signed.link().destination().url());
        response.setContentLength(0);
        AsyncContext waiting = request.startAsync();
        waiting.setTimeout(0);
        events.append(hit(request, signed), waiting::complete);
    }

    private Hit hit(HttpServletRequest request, SignedLink signed) {
        int number = signed.link().number();
        return HitReader.read(
                request, client.resolve(request), EventKind.CLICK, signed.delivery(), number, clock.instant());
    }
}
