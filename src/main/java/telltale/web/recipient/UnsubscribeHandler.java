package telltale.web.recipient;

import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.function.Predicate;
import telltale.model.DeliveryId;
import telltale.sending.PreferencesUnavailableException;
import telltale.token.Tokens;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/**
 * {@code GET,POST /unsubscribe/{token}}: GET asks for confirmation, because scanners follow every link; POST unsubscribes,
 * both for the page's button and for mail clients (RFC 8058 section 3.2), without cookie or login and regardless of the
 * body.
 */
public final class UnsubscribeHandler {
    private final Tokens tokens;
    private final Predicate<DeliveryId> unsubscribe;

    /**
     * @param unsubscribe unsubscribes the recipient of a delivery, idempotently; returns false if there is no such delivery,
     *     for example after its recipient was erased; throws {@link PreferencesUnavailableException} if it cannot be stored
     */
    public UnsubscribeHandler(Tokens tokens, Predicate<DeliveryId> unsubscribe) {
        this.tokens = tokens;
        this.unsubscribe = unsubscribe;
    }

    /** The page that asks for confirmation. */
    public Response confirm(RoutedRequest request) {
        Language language = Language.of(request.http());
        return delivery(request).isPresent()
                ? RecipientPage.unsubscribe(language).with(HttpServletResponse.SC_OK)
                : invalidLink(language);
    }

    /** Unsubscribes the recipient. */
    public Response unsubscribe(RoutedRequest request) {
        Language language = Language.of(request.http());
        try {
            return delivery(request).filter(unsubscribe).isPresent()
                    ? RecipientPage.unsubscribed(language).with(HttpServletResponse.SC_OK)
                    : invalidLink(language);
        } catch (PreferencesUnavailableException unavailable) {
            return RecipientPage.unavailable(language).asUnavailable();
        }
    }

    private static Response invalidLink(Language language) {
        return RecipientPage.invalidLink(language).with(HttpServletResponse.SC_NOT_FOUND);
    }

    private Optional<DeliveryId> delivery(RoutedRequest request) {
        return tokens.readUnsubscribe(request.variable());
    }
}
