package telltale.web.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.message.Finding;
import telltale.message.Recipient;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.ImmutableBytes;
import telltale.model.InvalidInputException;
import telltale.sending.IdempotencyConflictException;
import telltale.sending.SendingNotConfiguredException;
import telltale.sending.Submission;
import telltale.sending.SubmissionService;
import telltale.sending.SubmittedCalendar;
import telltale.store.EnqueueResult;
import telltale.store.IdempotencyKeyTakenException;
import telltale.store.MessageProgress;
import telltale.store.MessageViews;
import telltale.store.Messages;
import telltale.store.NewDelivery;
import telltale.store.Templates;
import telltale.store.Topics;
import telltale.web.http.BodyBudget;
import telltale.web.http.Fields;
import telltale.web.http.Identity;
import telltale.web.http.JsonBody;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/**
 * {@code POST /api/v1/messages} queues a message for one or more recipients, or checks it; {@code POST /api/v1/messages/source} queues
 * a mail as another program composed it; {@code GET /api/v1/messages/{id}} returns its progress; {@code POST /api/v1/messages/{id}/cancel} cancels its unsent deliveries; {@code DELETE
 * /api/v1/messages/{id}/view} ends its web pages.
 */
public final class MessagesApi {
    public static final String BATCH = "application/x-ndjson";
    static final String JSON = "application/json";
    private static final String CHECK = "check";
    private static final int MAX_KEY_LENGTH = 200;

    /**
     * The limits of a request.
     *
     * @param recipients maximum number per message
     * @param bytes maximum size of a body or a batch line
     * @param headers maximum number of custom headers
     */
    public record Limits(int recipients, int bytes, int headers) {}

    private final Submission submission;
    private final Messages messages;
    private final MessageViews views;
    private final Templates templates;
    private final Topics topics;
    private final RecipientSources recipientSources;
    private final Limits limits;
    /** The budget for long lines of streamed bodies and for mails, which are not part of the memory for buffered bodies. */
    private final BodyBudget longLines = new BodyBudget(Runtime.getRuntime().maxMemory() / 8);

    private final Clock clock;

    public MessagesApi(
            Submission submission,
            Messages messages,
            MessageViews views,
            Templates templates,
            Topics topics,
            RecipientSources recipientSources,
            Limits limits,
            Clock clock) {
        this.submission = submission;
        this.messages = messages;
        this.views = views;
        this.templates = templates;
        this.topics = topics;
        this.recipientSources = recipientSources;
        this.limits = limits;
        this.clock = clock;
    }

    /** The progress of a message. */
    public Response progress(RoutedRequest request) {
        request.query();
        return id(request.variable())
                .flatMap(messages::progress)
                .filter(progress -> Identity.of(request.http()).limits().allowsCampaign(progress.campaign()))
                .map(progress -> Response.json(ProgressJson.of(progress)))
                .orElseGet(MessagesApi::notFound);
    }

    /** Queues a message, or a batch; with {@code check=true}, checks it instead. */
    public Response submit(RoutedRequest request) throws IOException, ProblemException {
        boolean isCheck = request.query(CHECK).isTrue(CHECK);
        return answer(() -> switch (Fields.mediaType(request.http())) {
            case BATCH -> isCheck ? checkBatch(request.http()) : startBatch(request.http());
            case JSON -> isCheck ? checkOne(request.http()) : submitOne(request.http());
            default ->
                new Problem(Problem.Type.UNSUPPORTED_MEDIA_TYPE, "Send " + JSON + ", or " + BATCH + " for a batch.");
        });
    }

    /** Queues a mail as another program composed it. */
    public Response submitSource(RoutedRequest request) throws IOException, ProblemException {
        request.query();
        return answer(() -> Fields.mediaType(request.http()).equals(JSON)
                ? new SourceSubmission(submission.open(), this, limits, longLines).submit(request.http())
                : new Problem(Problem.Type.UNSUPPORTED_MEDIA_TYPE, "Send " + JSON + "."));
    }

    /** A submission that may be refused. */
    interface Submitting {
        Response run() throws IOException, ProblemException, SendingNotConfiguredException;
    }

    static Response answer(Submitting submitting) throws IOException, ProblemException {
        try {
            return submitting.run();
        } catch (SendingNotConfiguredException missing) {
            return new Problem(Problem.Type.NOT_CONFIGURED, missing.detail());
        } catch (IdempotencyConflictException conflict) {
            return new Problem(
                    Problem.Type.IDEMPOTENCY_KEY_REUSED,
                    "This Idempotency-Key was used for a different message; use a new key.");
        } catch (IdempotencyKeyTakenException inProgress) {
            return new Problem(
                    Problem.Type.ALREADY_RUNNING,
                    "A message with this Idempotency-Key is being processed; try again later.");
        }
    }

    private Response startBatch(HttpServletRequest request)
            throws IOException, ProblemException, SendingNotConfiguredException {
        return new MessageBatch(submission.open(), this, limits, longLines).start(request);
    }

    private Response checkBatch(HttpServletRequest request)
            throws IOException, ProblemException, SendingNotConfiguredException {
        return new BatchCheck(submission.open(), this, limits, longLines).run(request);
    }

    private Response checkOne(HttpServletRequest request)
            throws IOException, ProblemException, SendingNotConfiguredException {
        SubmissionService service = submission.open();
        byte[] body = body(request);
        MessageReader.Message message = read(service, body, Identity.of(request));
        return check(service, message, new ImmutableBytes(body)).run(message.recipients());
    }

    /** The check of a message, without recipients yet. */
    MessageCheck check(SubmissionService service, MessageReader.Message message, ImmutableBytes body) {
        return new MessageCheck(
                begin(service, message, null, body),
                new RecipientCheck(recipientSources, message.content(), message.withDuplicates()));
    }

    private Response submitOne(HttpServletRequest request)
            throws IOException, ProblemException, SendingNotConfiguredException {
        SubmissionService service = submission.open();
        byte[] body = body(request);
        MessageReader.Message message = read(service, body, Identity.of(request));
        NamedRecipients recipients = NamedRecipients.of(message.recipients(), message.withDuplicates());
        SubmissionService.PendingMessage pending = begin(service, message, key(request), new ImmutableBytes(body));
        List<NewDelivery> deliveries = new ArrayList<>();
        for (Recipient recipient : recipients.copies()) {
            deliveries.add(prepared(pending, recipient));
        }
        List<Finding> warnings = pending.warnings();
        List<Finding> findings = new ArrayList<>(warnings);
        findings.addAll(findings(pending, message, recipients));
        return queued(pending, recipients, deliveries, warnings, findings);
    }

    /** Queues deliveries, and answers with their states. */
    static Response queued(
            SubmissionService.PendingMessage pending,
            NamedRecipients recipients,
            List<NewDelivery> deliveries,
            List<Finding> warnings,
            List<Finding> findings) {
        List<EnqueueResult> enqueued = pending.add(0, deliveries);
        return Response.json(
                HttpServletResponse.SC_ACCEPTED,
                new Queued(
                        pending.id(),
                        results(recipients, deliveries, enqueued, pending.calendar()),
                        Optional.empty(),
                        FindingJson.sentences(warnings),
                        FindingJson.any(findings)));
    }

    private byte[] body(HttpServletRequest request) throws IOException, ProblemException {
        byte[] body = request.getInputStream().readNBytes(limits.bytes() + 1);
        if (body.length > limits.bytes()) {
            throw new ProblemException(messageTooLarge());
        }
        return body;
    }

    private MessageReader.Message read(SubmissionService service, byte[] body, Identity identity)
            throws ProblemException {
        MessageReader.Message message = permitted(service, body, false, identity);
        if (message.recipients().size() > limits.recipients()) {
            throw new ProblemException(tooManyRecipients());
        }
        return message;
    }

    private static SubmissionService.PendingMessage begin(
            SubmissionService service, MessageReader.Message message, @Nullable String key, ImmutableBytes body) {
        return service.begin(message.content(), message.notifyAddress(), message.time(), key, body);
    }

    /** The findings besides warnings; a copy is rendered only if others share its cost. */
    private static List<Finding> findings(
            SubmissionService.PendingMessage pending, MessageReader.Message message, NamedRecipients recipients) {
        List<Finding> findings = new ArrayList<>(pending.senderFindings());
        recipients.duplicates().ifPresent(findings::add);
        if (message.content().bulk() || recipients.copies().size() > 1) {
            findings.addAll(pending.copyFindings(recipients.copies().get(0)));
        }
        return findings;
    }

    static List<ResultJson> results(
            NamedRecipients recipients,
            List<NewDelivery> deliveries,
            List<EnqueueResult> enqueued,
            SubmittedCalendar calendar) {
        List<ResultJson> results = new ArrayList<>();
        for (int entry = 0; entry < recipients.all().size(); entry++) {
            int copy = recipients.copyOf().get(entry);
            results.add(
                    recipients.repeated().contains(entry)
                            ? ResultJson.duplicate(
                                    recipients.all().get(entry),
                                    enqueued.get(copy).id())
                            : ResultJson.of(
                                    deliveries.get(copy),
                                    enqueued.get(copy),
                                    calendar.warnings(recipients.all().get(entry))));
        }
        return results;
    }

    private static NewDelivery prepared(SubmissionService.PendingMessage pending, Recipient recipient)
            throws ProblemException {
        try {
            return pending.prepare(recipient);
        } catch (InvalidInputException invalid) {
            throw new ProblemException(Problem.of(invalid)
                    .with("recipient", recipient.mailbox().address().toString()));
        }
    }

    /** Cancels the unsent deliveries of a message. */
    public Response cancel(RoutedRequest request) {
        request.query();
        Optional<UUID> message =
                id(request.variable()).filter(known -> messages.progress(known).isPresent());
        return message.<Response>map(id -> Response.json(new Cancelled(id, messages.cancel(id, clock.instant()))))
                .orElseGet(MessagesApi::notFound);
    }

    /** Ends the web pages of a message for all its recipients. */
    public Response endView(RoutedRequest request) {
        request.query();
        return id(request.variable())
                        .filter(message -> views.end(message, clock.instant()))
                        .isPresent()
                ? Response.noContent()
                : new Problem(
                        Problem.Type.NOT_FOUND,
                        "There is no message with this id and {{view}}, or its content has been deleted.");
    }

    /** The message in a body, or in the first line of a batch, if the key may submit it. */
    MessageReader.Message permitted(SubmissionService service, byte[] body, boolean batch, Identity identity)
            throws ProblemException {
        MessageReader reader = new MessageReader(
                service::from, name -> TemplatesApi.stored(templates, name), topics::named, limits.headers());
        MessageReader.Message message = reader.read(JsonBody.parse(Fields.utf8(body, "body")), batch);
        identity.checkSubmission(
                message.content().campaign(), message.content().from().address());
        return message;
    }

    static @Nullable String key(HttpServletRequest request) {
        String key = request.getHeader("Idempotency-Key");
        if (key != null && (key.isBlank() || key.length() > MAX_KEY_LENGTH)) {
            throw new InvalidInputException(
                    "Idempotency-Key", "Idempotency-Key must have 1 to " + MAX_KEY_LENGTH + " characters");
        }
        return key;
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

    private static Response notFound() {
        return new Problem(
                Problem.Type.NOT_FOUND, "There is no message with this id, or its content has been deleted.");
    }

    private static Optional<UUID> id(String text) {
        try {
            return text.length() == 36 ? Optional.of(UUID.fromString(text)) : Optional.empty();
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    /**
     * A message that was queued.
     *
     * @param notTracked why a mail of another program passes without pixel and tracked links
     */
    record Queued(
            UUID id,
            List<ResultJson> deliveries,
            Optional<String> notTracked,
            Optional<List<String>> warnings,
            Optional<List<FindingJson>> checks) {}

    private record Cancelled(UUID id, int cancelled) {}

    /** The result for a recipient. */
    record ResultJson(String to, String id, String state, Optional<String> reason, Optional<List<String>> warnings) {
        /** The result for a recipient who was named before and gets one copy. */
        static ResultJson duplicate(Recipient recipient, DeliveryId first) {
            return new ResultJson(
                    recipient.mailbox().address().toString(),
                    first.toString(),
                    "duplicate",
                    Optional.of("an earlier entry has the same recipient, and one copy is sent"),
                    Optional.empty());
        }

        static ResultJson of(NewDelivery delivery, EnqueueResult enqueued, List<String> warnings) {
            return new ResultJson(
                    delivery.to().toString(),
                    enqueued.id().toString(),
                    enqueued.state().wireName(),
                    enqueued.state() == DeliveryState.SUPPRESSED
                            ? Optional.ofNullable(enqueued.detail())
                            : Optional.empty(),
                    Optional.of(warnings).filter(all -> !all.isEmpty()));
        }
    }

    private record ProgressJson(
            UUID id,
            Instant createdAt,
            @Nullable String campaign,
            String privacy,
            long total,
            Map<String, Long> deliveries) {
        static ProgressJson of(MessageProgress progress) {
            Map<String, Long> states = new LinkedHashMap<>();
            for (DeliveryState state : DeliveryState.values()) {
                states.put(state.wireName(), progress.deliveries().getOrDefault(state, 0L));
            }
            return new ProgressJson(
                    progress.message(),
                    progress.createdAt(),
                    progress.campaign(),
                    progress.privacy().wireName(),
                    progress.total(),
                    states);
        }
    }
}
