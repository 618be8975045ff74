package telltale.web.recipient;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;
import telltale.model.DeliveryId;
import telltale.sending.PreferencesUnavailableException;
import telltale.token.Tokens;
import telltale.web.http.PathToken;

/**
 * {@code GET,POST /unsubscribe/{token}}: GET asks for confirmation, because scanners follow every link; POST unsubscribes,
 * both for the page's button and for mail clients (RFC 8058 section 3.2), without cookie or login and regardless of the
 * body.
 */
public final class UnsubscribeServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient Tokens tokens;
    private final transient Predicate<DeliveryId> unsubscribe;

    /**
     * @param unsubscribe unsubscribes the recipient of a delivery, idempotently; returns false if there is no such delivery,
     *     for example after its recipient was erased; throws {@link PreferencesUnavailableException} if it cannot be stored
     */
    public UnsubscribeServlet(Tokens tokens, Predicate<DeliveryId> unsubscribe) {
        this.tokens = tokens;
        this.unsubscribe = unsubscribe;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Language language = Language.of(request);
        if (delivery(request).isPresent()) {
            RecipientPage.unsubscribe(language).send(response, HttpServletResponse.SC_OK);
        } else {
            RecipientPage.invalidLink(language).send(response, HttpServletResponse.SC_NOT_FOUND);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Language language = Language.of(request);
        Optional<DeliveryId> delivery = delivery(request);
        if (delivery.isEmpty()) {
            RecipientPage.invalidLink(language).send(response, HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        try {
            if (unsubscribe.test(delivery.get())) {
                RecipientPage.unsubscribed(language).send(response, HttpServletResponse.SC_OK);
            } else {
                RecipientPage.invalidLink(language).send(response, HttpServletResponse.SC_NOT_FOUND);
            }
        } catch (PreferencesUnavailableException unavailable) {
            RecipientPage.unavailable(language).sendUnavailable(response);
        }
    }

    private Optional<DeliveryId> delivery(HttpServletRequest request) {
        return tokens.readUnsubscribe(PathToken.of(request));
    }
}
