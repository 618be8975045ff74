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
 * {@code POST /api/v1/messages} takes a message on for one recipient or many; {@code GET /api/v1/messages/{id}} says how
 * far it is; {@code POST /api/v1/messages/{id}/cancel} takes back what is not out yet.
 */
public final class MessagesServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    public static final String BATCH = "application/x-ndjson";
    private static final int LONGEST_KEY = 200;
    private static final String CANCEL = "/cancel";

    /**
     * How much one request may hold.
     *
     * @param recipients of a message
     * @param bytes of a body, or of a line of a batch
     * @param headers that a message may add
     */
    public record Limits(int recipients, int bytes, int headers) {}

    private final transient Submission desk;
    private final transient Messages messages;
    private final transient Templates templates;
    private final transient Limits limits;
    /** A streamed body is not held as a whole, so it has no part in the memory for bodies; its long lines have this. */
    private final transient BodyBudget longLines =
            new BodyBudget(Runtime.getRuntime().maxMemory() / 8);

    private final transient Clock clock;

    public MessagesServlet(Submission desk, Messages messages, Templates templates, Limits limits, Clock clock) {
        this.desk = desk;
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
            unknown().send(response);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = PathToken.of(request);
        try {
            Fields.ofQuery(request).onlyThese(Set.of());
            if (path.endsWith(CANCEL)) {
                cancel(path.substring(0, path.length() - CANCEL.length()), response);
            } else if (!path.isEmpty()) {
                unknown().send(response);
            } else if (Fields.mediaType(request).equals(BATCH)) {
                new MessageBatch(desk.open(), this, limits, longLines).run(request, response);
            } else if (Fields.mediaType(request).equals("application/json")) {
                accept(request, response);
            } else {
                new Problem(Problem.Type.WRONG_CONTENT_TYPE, "Send application/json, or " + BATCH + " for a batch.")
                        .send(response);
            }
        } catch (ProblemException known) {
            known.problem().send(response);
        } catch (SendingNotConfiguredException missing) {
            new Problem(Problem.Type.NOT_CONFIGURED, missing.sentence()).send(response);
        } catch (IdempotencyConflictException other) {
            new Problem(Problem.Type.KEY_REUSED, "Another message came under this Idempotency-Key; take a new key.")
                    .send(response);
        } catch (IdempotencyKeyTakenException underWay) {
            new Problem(
                            Problem.Type.ALREADY_RUNNING,
                            "A message under this Idempotency-Key is being taken on just now; ask again.")
                    .send(response);
        }
    }

    private void accept(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ProblemException, SendingNotConfiguredException {
        SubmissionService acceptance = desk.open();
        byte[] body = request.getInputStream().readNBytes(limits.bytes() + 1);
        if (body.length > limits.bytes()) {
            throw new ProblemException(tooManyBytes());
        }
        MessageReader.Message message = reader(acceptance).read(JsonBody.parse(Fields.utf8(body, "body")), false);
        if (message.recipients().size() > limits.recipients()) {
            throw new ProblemException(tooManyRecipients());
        }
        SubmissionService.Accepting accepting = acceptance.begin(
                message.letter(), message.toTell(), message.sendAt(), key(request), new ImmutableBytes(body));
        List<NewDelivery> deliveries = new ArrayList<>();
        for (Recipient recipient : message.recipients()) {
            try {
                deliveries.add(accepting.check(recipient));
            } catch (InvalidInputException wrong) {
                throw new ProblemException(new Problem(Problem.Type.BAD_INPUT, wrong.sentence())
                        .with("field", wrong.field())
                        .with("recipient", recipient.mailbox().address().toString()));
            }
        }
        List<EnqueueResult> entered = accepting.add(0, deliveries);
        JsonArrayBuilder list = Json.PROVIDER.createArrayBuilder();
        for (int i = 0; i < entered.size(); i++) {
            list.add(result(deliveries.get(i), entered.get(i)));
        }
        Json.send(
                response,
                HttpServletResponse.SC_ACCEPTED,
                Json.object()
                        .add("id", accepting.id().toString())
                        .add("deliveries", list)
                        .build());
    }

    private void cancel(String id, HttpServletResponse response) throws IOException {
        Optional<UUID> message = id(id).filter(known -> messages.progress(known).isPresent());
        if (message.isEmpty()) {
            unknown().send(response);
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

    MessageReader reader(SubmissionService acceptance) {
        return new MessageReader(acceptance::from, name -> TemplatesServlet.stored(templates, name), limits.headers());
    }

    static @Nullable String key(HttpServletRequest request) {
        String key = request.getHeader("Idempotency-Key");
        if (key != null && (key.isBlank() || key.length() > LONGEST_KEY)) {
            throw new InvalidInputException(
                    "Idempotency-Key", "Idempotency-Key has 1 to " + LONGEST_KEY + " characters");
        }
        return key;
    }

    static JsonObjectBuilder result(NewDelivery delivery, EnqueueResult entered) {
        JsonObjectBuilder result = Json.object()
                .add("to", delivery.to().toString())
                .add("id", entered.id().toString())
                .add("state", entered.state().word());
        if (entered.state() == DeliveryState.SUPPRESSED) {
            result.add("reason", Json.text(entered.detail()));
        }
        return result;
    }

    Problem tooManyBytes() {
        return new Problem(
                        Problem.Type.TOO_LARGE,
                        "A message, or a line of a batch, has at most " + limits.bytes()
                                + " bytes (TELLTALE_MAX_MESSAGE_SIZE).")
                .with("limit", "TELLTALE_MAX_MESSAGE_SIZE");
    }

    Problem tooManyRecipients() {
        return new Problem(
                        Problem.Type.TOO_LARGE,
                        "A message has at most " + limits.recipients() + " recipients (TELLTALE_MAX_RECIPIENTS).")
                .with("limit", "TELLTALE_MAX_RECIPIENTS");
    }

    private static Problem unknown() {
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

    /** A line of an answer that is written bit by bit. */
    static byte[] line(JsonObjectBuilder json) {
        return (json.build() + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
