package telltale.web.recipient;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.InvalidInputException;
import telltale.sending.PreferencesUnavailableException;
import telltale.token.Tokens;
import telltale.web.http.Fields;
import telltale.web.http.ProblemException;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/**
 * {@code GET,POST /preferences/{token}}: shows a recipient whether opens and clicks are recorded, and changes it by a POST
 * of {@code tracking=off} or {@code tracking=on}.
 */
public final class PreferencesHandler {
    private final Tokens tokens;
    private final Function<DeliveryId, Optional<Boolean>> isTracked;
    private final BiConsumer<DeliveryId, Boolean> setTracked;

    /**
     * Both functions throw {@link PreferencesUnavailableException} if the preferences cannot be read or stored.
     *
     * @param isTracked whether the recipient of a delivery may be tracked; empty if the delivery does not exist
     * @param setTracked stores whether that recipient may be tracked
     */
    public PreferencesHandler(
            Tokens tokens,
            Function<DeliveryId, Optional<Boolean>> isTracked,
            BiConsumer<DeliveryId, Boolean> setTracked) {
        this.tokens = tokens;
        this.isTracked = isTracked;
        this.setTracked = setTracked;
    }

    /** The page with the current preference. */
    public Response show(RoutedRequest request) {
        return page(request, HttpServletResponse.SC_OK, null);
    }

    /** Stores the choice in the form, and shows it. */
    public Response change(RoutedRequest request) throws IOException {
        String choice = choice(request);
        boolean isValid = "on".equals(choice) || "off".equals(choice);
        int status = isValid ? HttpServletResponse.SC_OK : HttpServletResponse.SC_BAD_REQUEST;
        return page(request, status, isValid ? "on".equals(choice) : null);
    }

    /** Stores the choice, if any, and shows the current preference. */
    private Response page(RoutedRequest request, int status, @Nullable Boolean choice) {
        Language language = Language.of(request.http());
        try {
            return tokens.readPreferences(request.variable())
                    .flatMap(delivery -> current(delivery, choice))
                    .map(tracked -> RecipientPage.preferences(language, tracked).with(status))
                    .orElseGet(() -> RecipientPage.invalidLink(language).with(HttpServletResponse.SC_NOT_FOUND));
        } catch (PreferencesUnavailableException unavailable) {
            return RecipientPage.unavailable(language).asUnavailable();
        }
    }

    private Optional<Boolean> current(DeliveryId delivery, @Nullable Boolean choice) {
        if (choice != null) {
            setTracked.accept(delivery, choice);
        }
        return isTracked.apply(delivery);
    }

    private static @Nullable String choice(RoutedRequest request) throws IOException {
        try {
            return Fields.ofBody(request.http()).get("tracking");
        } catch (InvalidInputException | ProblemException invalid) {
            return null;
        }
    }
}
