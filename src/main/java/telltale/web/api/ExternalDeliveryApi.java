package telltale.web.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.InvalidInputException;
import telltale.model.MailMessage;
import telltale.model.Topic;
import telltale.sending.ExternalDelivery;
import telltale.sending.ExternalDelivery.Prepared;
import telltale.sending.SuppressedRecipientException;
import telltale.sending.TrackRequest;
import telltale.web.http.Fields;
import telltale.web.http.Identity;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/** The operations for messages sent by external mailers, part of {@link DeliveriesApi}. */
final class ExternalDeliveryApi {
    private static final Set<String> MAIL_FIELDS = Set.of("to", "subject", "html", "campaign", "bulk", "topic");
    private static final int MAX_DETAIL_LENGTH = 500;

    private final @Nullable ExternalDelivery external;
    private final Function<String, Topic> topics;
    private final Clock clock;

    /**
     * @param external null if no public address is configured
     * @param topics returns a topic by name
     */
    ExternalDeliveryApi(@Nullable ExternalDelivery external, Function<String, Topic> topics, Clock clock) {
        this.external = external;
        this.topics = topics;
        this.clock = clock;
    }

    /** Prepares a message; the response is its tracked content. */
    Response prepare(RoutedRequest request) throws IOException, ProblemException {
        request.query();
        Fields body = request.body(MAIL_FIELDS);
        try {
            MailMessage mail = mail(body);
            // The other mailer chooses the sender.
            Identity.of(request.http()).checkSubmission(mail.campaign(), null);
            Prepared prepared = configured().prepare(mail);
            Response json = Response.json(HttpServletResponse.SC_CREATED, PreparedJson.of(prepared));
            return Response.withStatus(json.status(), response -> {
                response.setHeader("Cache-Control", "no-store");
                json.send(response);
            });
        } catch (SuppressedRecipientException suppressed) {
            return TrackApi.suppressed(suppressed.delivery());
        }
    }

    private MailMessage mail(Fields body) {
        if (body.get("html") == null) {
            throw new InvalidInputException("html", "html is missing");
        }
        return new TrackRequest(
                        body.get("to"),
                        body.get("subject"),
                        body.get("html"),
                        null,
                        body.get("campaign"),
                        body.get("bulk"),
                        TrackApi.topic(body, topics),
                        null)
                .mail(null);
    }

    private record PreparedJson(
            String id,
            String to,
            String state,
            String html,
            Map<String, String> headers,
            String token,
            List<String> warnings) {
        static PreparedJson of(Prepared prepared) {
            Delivery delivery = prepared.delivery();
            return new PreparedJson(
                    delivery.id().toString(),
                    delivery.to().toString(),
                    delivery.state().wireName(),
                    prepared.html(),
                    prepared.headers(),
                    prepared.token(),
                    prepared.warnings());
        }
    }

    /**
     * Records that a server accepted a message; {@code at} defaults to now.
     *
     * @return false if it is not an external delivery in progress
     */
    boolean markAccepted(DeliveryId delivery, RoutedRequest request) throws IOException, ProblemException {
        Fields body = request.http().getContentType() == null ? Fields.NONE : request.body("at", "detail");
        Instant at = body.read("at", ExternalDeliveryApi::instant);
        String detail = body.get("detail");
        if (detail != null
                && (detail.length() > MAX_DETAIL_LENGTH || detail.chars().anyMatch(Character::isISOControl))) {
            throw new InvalidInputException(
                    "detail", "detail must be a single line of at most " + MAX_DETAIL_LENGTH + " characters");
        }
        return configured()
                .markAccepted(delivery, at == null ? clock.instant() : at, detail == null ? "sent externally" : detail);
    }

    static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException invalid) {
            throw new IllegalArgumentException("expected an instant such as 2026-11-22T12:00:00Z", invalid);
        }
    }

    private ExternalDelivery configured() throws ProblemException {
        if (external == null) {
            throw new ProblemException(
                    new Problem(Problem.Type.NOT_CONFIGURED, "PIXEL_URL is not set; tracked messages require it."));
        }
        return external;
    }
}
