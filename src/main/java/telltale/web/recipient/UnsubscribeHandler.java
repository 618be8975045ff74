package telltale.web.recipient;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.InvalidInputException;
import telltale.model.Topic;
import telltale.sending.PreferencesUnavailableException;
import telltale.sending.RecipientPreferences;
import telltale.token.Tokens;
import telltale.web.http.Fields;
import telltale.web.http.ProblemException;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/**
 * {@code GET,POST /unsubscribe/{token}}: GET asks for confirmation, because scanners follow every link; POST unsubscribes,
 * both for the page's buttons and for mail clients (RFC 8058 section 3.2), without cookie or login. Any body unsubscribes
 * from the topic of the delivery, or from bulk mail if it has none, except {@code unsubscribe=everything}, which always
 * unsubscribes from bulk mail.
 */
public final class UnsubscribeHandler {
    private final Tokens tokens;
    private final RecipientPreferences preferences;

    public UnsubscribeHandler(Tokens tokens, RecipientPreferences preferences) {
        this.tokens = tokens;
        this.preferences = preferences;
    }

    /** The page that asks for confirmation. */
    public Response confirm(RoutedRequest request) {
        Language language = Language.of(request.http());
        return delivery(request)
                .map(delivery -> RecipientPage.unsubscribe(language, topicIfAvailable(delivery))
                        .with(HttpServletResponse.SC_OK))
                .orElseGet(() -> invalidLink(language));
    }

    /** The topic to offer; null while the database is unavailable, when the button of the page tells so. */
    private @Nullable Topic topicIfAvailable(DeliveryId delivery) {
        try {
            return preferences.topic(delivery).orElse(null);
        } catch (PreferencesUnavailableException unavailable) {
            return null;
        }
    }

    /** Unsubscribes the recipient. */
    public Response unsubscribe(RoutedRequest request) throws IOException {
        Language language = Language.of(request.http());
        boolean isEverything = isEverything(request);
        try {
            return delivery(request)
                    .flatMap(delivery -> unsubscribed(delivery, isEverything, language))
                    .map(page -> page.with(HttpServletResponse.SC_OK))
                    .orElseGet(() -> invalidLink(language));
        } catch (PreferencesUnavailableException unavailable) {
            return RecipientPage.unavailable(language).asUnavailable();
        }
    }

    private Optional<RecipientPage> unsubscribed(DeliveryId delivery, boolean isEverything, Language language) {
        Topic topic = isEverything ? null : preferences.topic(delivery).orElse(null);
        return preferences.unsubscribe(delivery, topic == null ? null : topic.name())
                ? Optional.of(RecipientPage.unsubscribed(language, topic))
                : Optional.empty();
    }

    private static boolean isEverything(RoutedRequest request) throws IOException {
        try {
            return "everything".equals(Fields.ofBody(request.http()).get("unsubscribe"));
        } catch (InvalidInputException | ProblemException other) {
            return false;
        }
    }

    private static Response invalidLink(Language language) {
        return RecipientPage.invalidLink(language).with(HttpServletResponse.SC_NOT_FOUND);
    }

    private Optional<DeliveryId> delivery(RoutedRequest request) {
        return tokens.readUnsubscribe(request.variable());
    }
}
