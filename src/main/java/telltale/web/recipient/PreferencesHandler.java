package telltale.web.recipient;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import telltale.model.DeliveryId;
import telltale.sending.RecipientPreferences;
import telltale.sending.RecipientPreferences.Choices;
import telltale.token.Tokens;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/**
 * {@code GET,POST /preferences/{token}}: shows a recipient the topics of bulk mail, whether opens and clicks are recorded, and
 * what the recipient decided about each purpose, and changes one of them by a POST of {@code mail=off},
 * {@code topic=…&mail=off} or {@code tracking=off}, or the same with {@code on}, or of {@code withdraw=…}.
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
        return TokenPage.of(
                language,
                delivery(request),
                delivery -> preferences
                        .choices(delivery)
                        .map(choices -> page(language, delivery, choices, HttpServletResponse.SC_OK)));
    }

    /** Stores the choice in the form, and shows the preferences. */
    public Response change(RoutedRequest request) throws IOException {
        Language language = Language.of(request.http());
        Optional<PreferenceChange> change = PreferenceChange.of(TokenPage.form(request));
        return TokenPage.of(language, delivery(request), delivery -> changed(delivery, change, language));
    }

    private Optional<Response> changed(DeliveryId delivery, Optional<PreferenceChange> change, Language language) {
        Optional<Choices> before = preferences.choices(delivery);
        Optional<PreferenceChange> possible = change.filter(any -> before.isPresent() && any.isPossible(before.get()));
        if (possible.isEmpty()) {
            return before.map(choices -> page(language, delivery, choices, HttpServletResponse.SC_BAD_REQUEST));
        }
        possible.get().apply(preferences, delivery);
        return preferences
                .choices(delivery)
                .map(choices -> page(language, delivery, choices, HttpServletResponse.SC_OK));
    }

    private Response page(Language language, DeliveryId delivery, Choices choices, int status) {
        return PreferencesPage.of(language, choices, tokens.forConsent(delivery))
                .with(status);
    }

    private Optional<DeliveryId> delivery(RoutedRequest request) {
        return tokens.readPreferences(request.variable());
    }
}
