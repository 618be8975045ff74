package telltale.web.recipient;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import telltale.model.DeliveryId;
import telltale.model.InvalidInputException;
import telltale.sending.PreferencesUnavailableException;
import telltale.web.http.Fields;
import telltale.web.http.ProblemException;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/** The answer of a page for the recipient of a token. */
final class TokenPage {
    private TokenPage() {}

    /**
     * The answer of a page, or that for an invalid link or an unavailable database.
     *
     * @param delivery the delivery of the token; empty if Telltale did not sign it
     * @param page the answer for a delivery; empty if there is no such delivery
     */
    static Response of(
            Language language, Optional<DeliveryId> delivery, Function<DeliveryId, Optional<Response>> page) {
        try {
            return delivery.flatMap(page)
                    .orElseGet(() -> RecipientPage.invalidLink(language).with(HttpServletResponse.SC_NOT_FOUND));
        } catch (PreferencesUnavailableException unavailable) {
            return RecipientPage.unavailable(language).asUnavailable();
        }
    }

    /** The fields of a form; none if the body is not a form. */
    static Fields form(RoutedRequest request) throws IOException {
        try {
            return Fields.ofBody(request.http());
        } catch (InvalidInputException | ProblemException invalid) {
            return Fields.NONE;
        }
    }
}
