package telltale.web.recipient;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import telltale.model.DeliveryId;
import telltale.model.InvalidInputException;
import telltale.sending.PreferencesUnavailableException;
import telltale.sending.RecipientPreferences;
import telltale.sending.RecipientPreferences.Choices;
import telltale.token.Tokens;
import telltale.web.http.Fields;
import telltale.web.http.ProblemException;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/**
 * {@code GET,POST /preferences/{token}}: shows a recipient the topics of bulk mail and whether opens and clicks are recorded,
 * and changes one of them by a POST of {@code mail=off}, {@code topic=…&mail=off} or {@code tracking=off}, or the same with
 * {@code on}.
 */
public final class PreferencesHandler {
    private final Tokens tokens;
    private final RecipientPreferences preferences;

    public PreferencesHandler(Tokens tokens, RecipientPreferences preferences) {
        this.tokens = tokens;
        this.preferences = preferences;
    }

    /** The page with the current preferences. */
    public Response show(RoutedRequest request) {
        Language language = Language.of(request.http());
        return page(
                request,
                language,
                delivery -> preferences
                        .choices(delivery)
                        .map(choices -> page(language, choices, HttpServletResponse.SC_OK)));
    }

    /** Stores the choice in the form, and shows the preferences. */
    public Response change(RoutedRequest request) throws IOException {
        Language language = Language.of(request.http());
        Optional<PreferenceChange> change = read(request);
        return page(request, language, delivery -> changed(delivery, change, language));
    }

    private Optional<Response> changed(DeliveryId delivery, Optional<PreferenceChange> change, Language language) {
        Optional<Choices> before = preferences.choices(delivery);
        Optional<PreferenceChange> possible = change.filter(any -> before.isPresent() && any.isPossible(before.get()));
        if (possible.isEmpty()) {
            return before.map(choices -> page(language, choices, HttpServletResponse.SC_BAD_REQUEST));
        }
        possible.get().apply(preferences, delivery);
        return preferences.choices(delivery).map(choices -> page(language, choices, HttpServletResponse.SC_OK));
    }

    private static Response page(Language language, Choices choices, int status) {
        return PreferencesPage.of(language, choices).with(status);
    }

    private Response page(RoutedRequest request, Language language, Function<DeliveryId, Optional<Response>> answer) {
        try {
            return tokens.readPreferences(request.variable())
                    .flatMap(answer)
                    .orElseGet(() -> RecipientPage.invalidLink(language).with(HttpServletResponse.SC_NOT_FOUND));
        } catch (PreferencesUnavailableException unavailable) {
            return RecipientPage.unavailable(language).asUnavailable();
        }
    }

    private static Optional<PreferenceChange> read(RoutedRequest request) throws IOException {
        try {
            return PreferenceChange.of(Fields.ofBody(request.http()));
        } catch (InvalidInputException | ProblemException invalid) {
            return Optional.empty();
        }
    }
}
