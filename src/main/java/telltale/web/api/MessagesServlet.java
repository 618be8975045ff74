package telltale.web.api;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.message.Recipient;
import telltale.model.DeliveryState;
import telltale.model.ImmutableBytes;
import telltale.model.InvalidInputException;
import telltale.sending.IdempotencyConflictException;
import telltale.sending.SendingNotConfiguredException;
import telltale.sending.Submission;
import telltale.sending.SubmissionService;
import telltale.store.EnqueueResult;
import telltale.store.IdempotencyKeyTakenException;
import telltale.store.MessageProgress;
import telltale.store.Messages;
import telltale.store.NewDelivery;
import telltale.store.Templates;
import telltale.web.http.BodyBudget;
import telltale.web.http.Fields;
import telltale.web.http.Json;
import telltale.web.http.JsonBody;
import telltale.web.http.PathToken;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;

/**
 * {@code POST /api/v1/messages} queues a message for one or more recipients; {@code GET /api/v1/messages/{id}} returns its
 * progress; {@code POST /api/v1/messages/{id}/cancel} cancels its unsent deliveries.
 */
public final class MessagesServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    public static final String BATCH = "application/x-ndjson";
    private static final int MAX_KEY_LENGTH = 200;
    private static final String CANCEL = "/cancel";

    /**
     * The limits of a request.
     *
     * @param recipients maximum number per message
     * @param bytes maximum size of a body or a batch line
     * @param headers maximum number of custom headers
     */
    public record Limits(int recipients, int bytes, int headers) {}

    private final transient Submission submission;
    private final transient Messages messages;
    private final transient Templates templates;
    private final transient Limits limits;
    /** The budget for long lines of streamed bodies, which are not part of the memory for buffered bodies. */
    private final transient BodyBudget longLines =
            new BodyBudget(Runtime.getRuntime().maxMemory() / 8);

    private final transient Clock clock;

    public MessagesServlet(Submission submission, Messages messages, Templates templates, Limits limits, Clock clock) {
        this.submission = submission;
        this.messages = messages;
        this.templates = templates;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<MessageProgress> progress = id(PathToken.of(request)).flatMap(messages::progress);
        if (progress.isPresent()) {
            Json.send(response, HttpServletResponse.SC_OK, json(progress.get()));
        } else {
            notFound().send(response);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = PathToken.of(request);
        try {
            Fields.ofQuery(request).allowOnly(Set.of());
            if (path.endsWith(CANCEL)) {
                cancel(path.substring(0, path.length() - CANCEL.length()), response);
            } else if (!path.isEmpty()) {
                notFound().send(response);
            } else if (Fields.mediaType(request).equals(BATCH)) {
                new MessageBatch(submission.open(), this, limits, longLines).run(request, response);
            } else if (Fields.mediaType(request).equals("application/json")) {
                submit(request, response);
            } else {
                new Problem(Problem.Type.UNSUPPORTED_MEDIA_TYPE, "Send application/json, or " + BATCH + " for a batch.")
                        .send(response);
            }
        } catch (ProblemException known) {
            known.problem().send(response);
        } catch (SendingNotConfiguredException missing) {
            new Problem(Problem.Type.NOT_CONFIGURED, missing.sentence()).send(response);
        } catch (IdempotencyConflictException conflict) {
            new Problem(
                            Problem.Type.IDEMPOTENCY_KEY_REUSED,
                            "This Idempotency-Key was used for a different message; use a new key.")
                    .send(response);
        } catch (IdempotencyKeyTakenException inProgress) {
            new Problem(
                            Problem.Type.ALREADY_RUNNING,
                            "A message with this Idempotency-Key is being processed; try again later.")
                    .send(response);
        }
    }

    private void submit(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ProblemException, SendingNotConfiguredException {
        SubmissionService service = submission.open();
        byte[] body = request.getInputStream().readNBytes(limits.bytes() + 1);
        if (body.length > limits.bytes()) {
            throw new ProblemException(messageTooLarge());
        }
        MessageReader.Message message = reader(service).read(JsonBody.parse(Fields.utf8(body, "body")), false);
        if (message.recipients().size() > limits.recipients()) {
            throw new ProblemException(tooManyRecipients());
        }
        SubmissionService.PendingMessage pending = service.begin(
                message.content(), message.notifyAddress(), message.sendAt(), key(request), new ImmutableBytes(body));
        List<NewDelivery> deliveries = new ArrayList<>();
        for (Recipient recipient : message.recipients()) {
            try {
                deliveries.add(pending.prepare(recipient));
            } catch (InvalidInputException invalid) {
                throw new ProblemException(new Problem(Problem.Type.INVALID_REQUEST, invalid.sentence())
                        .with("field", invalid.field())
                        .with("recipient", recipient.mailbox().address().toString()));
            }
        }
        List<EnqueueResult> enqueued = pending.add(0, deliveries);
        JsonArrayBuilder list = Json.PROVIDER.createArrayBuilder();
        for (int i = 0; i < enqueued.size(); i++) {
            list.add(result(deliveries.get(i), enqueued.get(i)));
        }
        Json.send(
                response,
                HttpServletResponse.SC_ACCEPTED,
                Json.object()
                        .add("id", pending.id().toString())
                        .add("deliveries", list)
                        .build());
    }

    private void cancel(String id, HttpServletResponse response) throws IOException {
        Optional<UUID> message = id(id).filter(known -> messages.progress(known).isPresent());
        if (message.isEmpty()) {
            notFound().send(response);
            return;
        }
        int cancelled = messages.cancel(message.get(), clock.instant());
        Json.send(
                response,
                HttpServletResponse.SC_OK,
                Json.object()
                        .add("id", message.get().toString())
                        .add("cancelled", cancelled)
                        .build());
    }

    MessageReader reader(SubmissionService service) {
        return new MessageReader(service::from, name -> TemplatesServlet.stored(templates, name), limits.headers());
    }

    static @Nullable String key(HttpServletRequest request) {
        String key = request.getHeader("Idempotency-Key");
        if (key != null && (key.isBlank() || key.length() > MAX_KEY_LENGTH)) {
            throw new InvalidInputException(
                    "Idempotency-Key", "Idempotency-Key must have 1 to " + MAX_KEY_LENGTH + " characters");
        }
        return key;
    }

    static JsonObjectBuilder result(NewDelivery delivery, EnqueueResult enqueued) {
        JsonObjectBuilder result = Json.object()
                .add("to", delivery.to().toString())
                .add("id", enqueued.id().toString())
                .add("state", enqueued.state().word());
        if (enqueued.state() == DeliveryState.SUPPRESSED) {
            result.add("reason", Json.text(enqueued.detail()));
        }
        return result;
    }

    Problem messageTooLarge() {
        return new Problem(
                        Problem.Type.REQUEST_TOO_LARGE,
                        "A message or batch line is limited to " + limits.bytes()
                                + " bytes (TELLTALE_MAX_MESSAGE_SIZE).")
                .with("limit", "TELLTALE_MAX_MESSAGE_SIZE");
    }

    Problem tooManyRecipients() {
        return new Problem(
                        Problem.Type.REQUEST_TOO_LARGE,
                        "A message is limited to " + limits.recipients() + " recipients (TELLTALE_MAX_RECIPIENTS).")
                .with("limit", "TELLTALE_MAX_RECIPIENTS");
    }

    private static Problem notFound() {
        return new Problem(
                Problem.Type.NOT_FOUND, "There is no message with this id, or its content has been deleted.");
    }

    private static JsonObject json(MessageProgress progress) {
        JsonObjectBuilder states = Json.object();
        for (DeliveryState state : DeliveryState.values()) {
            states.add(state.word(), progress.deliveries().getOrDefault(state, 0L));
        }
        return Json.object()
                .add("id", progress.message().toString())
                .add("createdAt", Json.instant(progress.createdAt()))
                .add("campaign", Json.text(progress.campaign()))
                .add("total", progress.total())
                .add("deliveries", states)
                .build();
    }

    private static Optional<UUID> id(String text) {
        try {
            return text.length() == 36 ? Optional.of(UUID.fromString(text)) : Optional.empty();
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    /** A line of a streamed response. */
    static byte[] line(JsonObjectBuilder json) {
        return (json.build() + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
