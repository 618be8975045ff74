package telltale.web.api;

import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.InvalidInputException;
import telltale.model.MailMessage;
import telltale.sending.ExternalDelivery;
import telltale.sending.ExternalDelivery.Prepared;
import telltale.sending.SuppressedRecipientException;
import telltale.sending.TrackRequest;
import telltale.web.http.Fields;
import telltale.web.http.Json;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;

/** The requests about mail that another mailer sends, which come to the address of deliveries. */
final class ExternalDeliveryApi {
    private static final Set<String> MAIL_FIELDS = Set.of("to", "subject", "html", "campaign", "bulk");
    private static final int LONGEST_DETAIL = 500;

    private final @Nullable ExternalDelivery elsewhere;
    private final Clock clock;

    /**
     * @param elsewhere null where nothing says how recipients reach this server
     */
    ExternalDeliveryApi(@Nullable ExternalDelivery elsewhere, Clock clock) {
        this.elsewhere = elsewhere;
        this.clock = clock;
    }

    /** Answers what the other mailer shall send. */
    void prepare(HttpServletRequest request, HttpServletResponse response) throws IOException, ProblemException {
        Fields body = Fields.ofBody(request);
        body.onlyThese(MAIL_FIELDS);
        try {
            Prepared prepared = given().prepare(mail(body));
            response.setHeader("Cache-Control", "no-store");
            Json.send(response, HttpServletResponse.SC_CREATED, json(prepared).build());
        } catch (SuppressedRecipientException unwanted) {
            TrackServlet.problem(unwanted.delivery()).send(response);
        }
    }

    private static MailMessage mail(Fields body) {
        if (body.get("html") == null) {
            throw new InvalidInputException("html", "html is missing: what shall be tracked?");
        }
        return new TrackRequest(
                        body.get("to"),
                        body.get("subject"),
                        body.get("html"),
                        null,
                        body.get("campaign"),
                        body.get("bulk"))
                .mail(null);
    }

    private static JsonObjectBuilder json(Prepared prepared) {
        Delivery delivery = prepared.delivery();
        JsonObjectBuilder headers = Json.object();
        prepared.headers().forEach(headers::add);
        return Json.object()
                .add("id", delivery.id().toString())
                .add("to", delivery.to().toString())
                .add("state", delivery.state().word())
                .add("html", prepared.html())
                .add("headers", headers)
                .add("token", prepared.token())
                .add("warnings", Json.PROVIDER.createArrayBuilder(prepared.warnings()));
    }

    /**
     * Keeps that a server took it; {@code at} is now where nothing is said.
     *
     * @return false if it is not under way elsewhere
     */
    boolean accepted(DeliveryId delivery, HttpServletRequest request) throws IOException, ProblemException {
        Fields body = request.getContentType() == null ? Fields.NONE : Fields.ofBody(request);
        body.onlyThese(Set.of("at", "detail"));
        Instant at = body.read("at", ExternalDeliveryApi::instant);
        String detail = body.get("detail");
        if (detail != null
                && (detail.length() > LONGEST_DETAIL || detail.chars().anyMatch(Character::isISOControl))) {
            throw new InvalidInputException(
                    "detail", "detail is one line of at most " + LONGEST_DETAIL + " characters");
        }
        return given().markAccepted(
                        delivery, at == null ? clock.instant() : at, detail == null ? "sent elsewhere" : detail);
    }

    static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException notOne) {
            throw new IllegalArgumentException("it is an instant such as 2026-11-22T12:00:00Z", notOne);
        }
    }

    private ExternalDelivery given() throws ProblemException {
        if (elsewhere == null) {
            throw new ProblemException(
                    new Problem(Problem.Type.NOT_CONFIGURED, "PIXEL_URL is not set, so no mail could name its pixel."));
        }
        return elsewhere;
    }
}
