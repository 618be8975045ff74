package telltale.web.recipient;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import telltale.model.Client;
import telltale.model.EventKind;
import telltale.model.Hit;
import telltale.model.Link;
import telltale.recording.EventLog;
import telltale.recording.PooledHits;
import telltale.token.SignedLink;
import telltale.token.Tokens;
import telltale.web.http.HitReader;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/**
 * {@code GET,HEAD /click/{token}}: redirects to the target of a signed token, never to an unsigned one. The click on a link of
 * a delivery is stored durably before the response, without requiring the database.
 */
public final class ClickHandler {
    private final EventLog events;
    private final PooledHits pooled;
    private final Tokens tokens;
    private final HitReader hits;

    public ClickHandler(EventLog events, PooledHits pooled, Tokens tokens, HitReader hits) {
        this.events = events;
        this.pooled = pooled;
        this.tokens = tokens;
        this.hits = hits;
    }

    /** Redirects GET and HEAD alike; the event records the method. */
    public Response redirect(RoutedRequest request) {
        return response -> send(request, response);
    }

    private void send(RoutedRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("X-Robots-Tag", "noindex");
        Optional<SignedLink> link = tokens.readLink(request.variable());
        if (link.isPresent()) {
            redirect(request.http(), response, link.get());
            return;
        }
        Optional<Link> ofCampaign =
                pooled.click(request.variable(), () -> hits.read(request.http(), EventKind.CLICK, null, 0));
        if (ofCampaign.isPresent()) {
            redirect(response, ofCampaign.get());
        } else {
            events.countBadToken();
            RecipientPage.invalidLink(Language.of(request.http())).send(response, HttpServletResponse.SC_NOT_FOUND);
        }
    }

    /** Sets the header to the signed target: {@code sendRedirect} would let the container resolve and encode it. */
    private static void redirect(HttpServletResponse response, Link link) {
        response.setStatus(HttpServletResponse.SC_FOUND);
        response.setHeader("Location", link.destination().url());
        response.setContentLength(0);
    }

    private void redirect(HttpServletRequest request, HttpServletResponse response, SignedLink signed) {
        redirect(response, signed.link());
        AsyncContext waiting = request.startAsync();
        waiting.setTimeout(0);
        events.append(hit(request, signed), waiting::complete);
    }

    private Hit hit(HttpServletRequest request, SignedLink signed) {
        Hit hit = hits.read(
                        request,
                        EventKind.CLICK,
                        signed.delivery(),
                        signed.link().number())
                .under(signed.profile());
        return signed.viaView() ? hit.with(Client.Flag.VIEW) : hit;
    }
}
