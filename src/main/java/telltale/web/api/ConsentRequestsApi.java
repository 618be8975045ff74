package telltale.web.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import telltale.message.Recipient;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;
import telltale.model.Sha256;
import telltale.sending.SendTime;
import telltale.sending.SendingNotConfiguredException;
import telltale.sending.Submission;
import telltale.sending.SubmissionService;
import telltale.store.ConsentRequests;
import telltale.store.ConsentRequests.Objection;
import telltale.store.NewDelivery;
import telltale.web.http.Fields;
import telltale.web.http.Identity;
import telltale.web.http.JsonBody;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/**
 * {@code POST /api/v1/consents/requests}: sends a mail that asks persons for consent, without a pixel and tracked links. Only what a
 * person decides on the page that it links to is a consent (double opt-in). If one of the persons may not be asked, nobody is.
 */
public final class ConsentRequestsApi {
    private static final int KEY_BYTES = 32;

    private final Submission submission;
    private final ConsentRequests requests;
    private final Clock clock;
    private final RandomGenerator random;

    /** @param random identifies requests without an Idempotency-Key */
    public ConsentRequestsApi(Submission submission, ConsentRequests requests, Clock clock, RandomGenerator random) {
        this.submission = submission;
        this.requests = requests;
        this.clock = clock;
        this.random = random;
    }

    /** Queues the mail for each person. */
    public Response ask(RoutedRequest request) throws IOException, ProblemException {
        request.query();
        return MessagesApi.answer(() -> Fields.mediaType(request.http()).equals(MessagesApi.JSON)
                ? submit(request)
                : new Problem(Problem.Type.UNSUPPORTED_MEDIA_TYPE, "Send " + MessagesApi.JSON + "."));
    }

    private Response submit(RoutedRequest request) throws IOException, ProblemException, SendingNotConfiguredException {
        HttpServletRequest http = request.http();
        SubmissionService service = submission.open();
        String body = Fields.body(http);
        ConsentRequestReader.Parsed parsed = new ConsentRequestReader(service::from).read(JsonBody.parse(body));
        Identity.of(http)
                .checkSubmission(
                        parsed.content().campaign(), parsed.content().from().address());
        NamedRecipients recipients = NamedRecipients.of(parsed.to(), false);
        concerns(request, recipients.copies());
        String key = MessagesApi.key(http);
        SubmissionService.PendingMessage pending = service.begin(
                parsed.content(), null, SendTime.NOW, key, new ImmutableBytes(body.getBytes(StandardCharsets.UTF_8)));
        List<NewDelivery> deliveries = new ArrayList<>();
        for (Recipient recipient : recipients.copies()) {
            deliveries.add(pending.prepare(recipient));
        }
        List<EmailAddress> addresses =
                recipients.copies().stream().map(one -> one.mailbox().address()).toList();
        List<Objection> objections = requests.ask(addresses, parsed.request(), requestKey(key), clock.instant());
        return objections.isEmpty()
                ? MessagesApi.queued(pending, recipients, deliveries, pending.warnings(), pending.warnings())
                : mayNotAsk(objections, recipients.copyOf());
    }

    private static void concerns(RoutedRequest request, List<Recipient> persons) {
        if (persons.size() == 1) {
            request.concerns(persons.get(0).mailbox().address());
        } else {
            request.concerns(persons.size() + " persons");
        }
    }

    private ImmutableBytes requestKey(@Nullable String key) {
        if (key != null) {
            return new ImmutableBytes(Sha256.of(key));
        }
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        return new ImmutableBytes(bytes);
    }

    /** @param copyOf for each entry of the request the position of its person */
    private static Problem mayNotAsk(List<Objection> objections, List<Integer> copyOf) {
        Objection first = objections.get(0);
        List<String> sentences = objections.stream()
                .map(one -> sentence(one, field(one, copyOf)))
                .toList();
        Problem problem = new Problem(
                Problem.Type.CONSENT_NOT_ASKED,
                sentences.get(0),
                Map.of("field", field(first, copyOf), "reason", first.reason().wireName()),
                sentences);
        return first.askFrom() == null
                ? problem
                : problem.with("askFrom", first.askFrom().toString());
    }

    private static String field(Objection objection, List<Integer> copyOf) {
        return "to[" + copyOf.indexOf(objection.position()) + "]";
    }

    private static String sentence(Objection objection, String field) {
        String purpose = objection.purpose() == null ? "" : objection.purpose().wireName();
        String reason = switch (objection.reason()) {
            case SUPPRESSED -> "gets no bulk mail";
            case OPTED_OUT -> "has opted out of all tracking";
            case ASKED -> "was asked less than six months ago";
            case REFUSED -> "refused " + purpose + " less than six months ago";
            case WITHDRAWN -> "withdrew " + purpose + " less than six months ago";
            case GIVEN -> "has consented to all these purposes";
        };
        return "The person in " + field + " " + reason
                + (objection.askFrom() == null ? "" : ", and may be asked from " + objection.askFrom() + " on") + ".";
    }
}
