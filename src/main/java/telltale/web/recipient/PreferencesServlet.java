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
 * {@code GET,POST /preferences/{token}}: where a recipient sees whether opens and clicks are recorded, and changes that by
 * a POST of {@code tracking=off} or {@code tracking=on}.
 */
public final class PreferencesServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient Tokens tokens;
    private final transient Function<DeliveryId, Optional<Boolean>> isTracked;
    private final transient BiConsumer<DeliveryId, Boolean> choose;

    /**
     * Both throw {@link StoreUnavailableException} if they cannot know or keep it.
     *
     * @param isTracked whether the recipient of a delivery may be tracked; nothing if there is no such delivery
     * @param choose keeps whether that recipient may be
     */
    public PreferencesServlet(
            Tokens tokens, Function<DeliveryId, Optional<Boolean>> isTracked, BiConsumer<DeliveryId, Boolean> choose) {
        this.tokens = tokens;
        this.isTracked = isTracked;
        this.choose = choose;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, HttpServletResponse.SC_OK, null);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String choice = choice(request);
        boolean isOne = "on".equals(choice) || "off".equals(choice);
        int status = isOne ? HttpServletResponse.SC_OK : HttpServletResponse.SC_BAD_REQUEST;
        answer(request, response, status, isOne ? "on".equals(choice) : null);
    }

    /** What holds now, after the choice has been kept if there is one. */
    private void answer(HttpServletRequest request, HttpServletResponse response, int status, @Nullable Boolean choice)
            throws IOException {
        Language language = Language.of(request);
        Optional<DeliveryId> delivery = tokens.readPreferences(PathToken.of(request));
        if (delivery.isEmpty()) {
            RecipientPage.noSuchLink(language).send(response, HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        try {
            if (choice != null) {
                choose.accept(delivery.get(), choice);
            }
            Optional<Boolean> tracked = isTracked.apply(delivery.get());
            if (tracked.isPresent()) {
                RecipientPage.preferences(language, tracked.get()).send(response, status);
            } else {
                RecipientPage.noSuchLink(language).send(response, HttpServletResponse.SC_NOT_FOUND);
            }
        } catch (PreferencesUnavailableException away) {
            RecipientPage.notNow(language).sendAway(response);
        }
    }

    private static @Nullable String choice(HttpServletRequest request) throws IOException {
        try {
            return Fields.ofBody(request).get("tracking");
        } catch (InvalidInputException | ProblemException unreadable) {
            return null;
        }
    }
}
