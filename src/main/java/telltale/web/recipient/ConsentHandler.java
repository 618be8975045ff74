package telltale.web.recipient;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import telltale.model.DeliveryId;
import telltale.sending.RecipientConsents;
import telltale.sending.RecipientConsents.Standing;
import telltale.token.Tokens;
import telltale.web.http.Fields;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;
import telltale.web.recipient.ConsentPage.Notice;

/**
 * {@code GET,POST /consent/{token}}: asks a recipient for consent to each purpose, and shows what the recipient decided. GET
 * changes nothing, because scanners follow every link. POST of {@code decision=give} records a consent to each purpose whose
 * field is {@code on} and a refusal of the others, {@code decision=refuse} a refusal of all, and {@code withdraw=…} the
 * withdrawal of one.
 */
public final class ConsentHandler {
    private final Tokens tokens;
    private final RecipientConsents consents;
    private final Clock clock;

    public ConsentHandler(Tokens tokens, RecipientConsents consents, Clock clock) {
        this.tokens = tokens;
        this.consents = consents;
        this.clock = clock;
    }

    /** The page with the purposes, none of them ticked. */
    public Response show(RoutedRequest request) {
        Language language = Language.of(request.http());
        return TokenPage.of(
                language,
                delivery(request),
                delivery ->
                        consents.standing(delivery).map(standing -> page(language, delivery, standing, Notice.NONE)));
    }

    /** Records what the form says, and shows what the recipient decided. */
    public Response decide(RoutedRequest request) throws IOException {
        Language language = Language.of(request.http());
        Fields fields = TokenPage.form(request);
        return TokenPage.of(
                language,
                delivery(request),
                delivery -> consents.standing(delivery).map(standing -> decided(language, delivery, standing, fields)));
    }

    private Response decided(Language language, DeliveryId delivery, Standing standing, Fields fields) {
        ConsentForm form = ConsentForm.read(fields, standing, ConsentPage.wording(language, standing), clock.instant());
        if (form.notice() != Notice.RECORDED) {
            return page(language, delivery, standing, form.notice());
        }
        consents.decide(delivery, form.decisions(), form.proof(delivery, ConsentPage.wording(language, standing)));
        return page(language, delivery, consents.standing(delivery).orElse(standing), Notice.RECORDED);
    }

    private Response page(Language language, DeliveryId delivery, Standing standing, Notice notice) {
        return ConsentPage.of(language, standing, notice, clock.instant(), tokens.forPreferences(delivery))
                .with(notice.isError() ? HttpServletResponse.SC_BAD_REQUEST : HttpServletResponse.SC_OK);
    }

    private Optional<DeliveryId> delivery(RoutedRequest request) {
        return tokens.readConsent(request.variable());
    }
}
