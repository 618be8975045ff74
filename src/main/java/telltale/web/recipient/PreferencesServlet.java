package telltale.web.recipient;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
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
import telltale.web.http.PathToken;
import telltale.web.http.ProblemException;

/**
 * {@code GET,POST /preferences/{token}}: shows a recipient whether opens and clicks are recorded, and changes it by a POST
 * of {@code tracking=off} or {@code tracking=on}.
 */
public final class PreferencesServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient Tokens tokens;
    private final transient Function<DeliveryId, Optional<Boolean>> isTracked;
    private final transient BiConsumer<DeliveryId, Boolean> setTracked;

    /**
     * Both functions throw {@link PreferencesUnavailableException} if the preferences cannot be read or stored.
     *
     * @param isTracked whether the recipient of a delivery may be tracked; empty if the delivery does not exist
     * @param setTracked stores whether that recipient may be tracked
     */
    public PreferencesServlet(
            Tokens tokens,
            Function<DeliveryId, Optional<Boolean>> isTracked,
            BiConsumer<DeliveryId, Boolean> setTracked) {
        this.tokens = tokens;
        this.isTracked = isTracked;
        this.setTracked = setTracked;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, HttpServletResponse.SC_OK, null);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String choice = choice(request);
        boolean isValid = "on".equals(choice) || "off".equals(choice);
        int status = isValid ? HttpServletResponse.SC_OK : HttpServletResponse.SC_BAD_REQUEST;
        answer(request, response, status, isValid ? "on".equals(choice) : null);
    }

    /** Stores the choice, if any, and shows the current preference. */
    private void answer(HttpServletRequest request, HttpServletResponse response, int status, @Nullable Boolean choice)
            throws IOException {
        Language language = Language.of(request);
        Optional<DeliveryId> delivery = tokens.readPreferences(PathToken.of(request));
        if (delivery.isEmpty()) {
            RecipientPage.invalidLink(language).send(response, HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        try {
            if (choice != null) {
                setTracked.accept(delivery.get(), choice);
            }
            Optional<Boolean> tracked = isTracked.apply(delivery.get());
            if (tracked.isPresent()) {
                RecipientPage.preferences(language, tracked.get()).send(response, status);
            } else {
                RecipientPage.invalidLink(language).send(response, HttpServletResponse.SC_NOT_FOUND);
            }
        } catch (PreferencesUnavailableException unavailable) {
            RecipientPage.unavailable(language).sendUnavailable(response);
        }
    }

    private static @Nullable String choice(HttpServletRequest request) throws IOException {
        try {
            return Fields.ofBody(request).get("tracking");
        } catch (InvalidInputException | ProblemException invalid) {
            return null;
        }
    }
}
