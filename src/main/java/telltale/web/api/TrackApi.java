package telltale.web.api;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.message.Personalizer;
import telltale.model.Delivery;
import telltale.model.EmailAddress;
import telltale.model.MailMessage;
import telltale.model.Outcome;
import telltale.model.Topic;
import telltale.sending.SendResult;
import telltale.sending.SendingNotConfiguredException;
import telltale.sending.Submission;
import telltale.sending.SuppressedRecipientException;
import telltale.sending.TrackRequest;
import telltale.sending.Tracker;
import telltale.store.StoreUnavailableException;
import telltale.web.http.Fields;
import telltale.web.http.HitReader;
import telltale.web.http.Identity;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;
import telltale.web.http.Unwrapped;

/**
 * {@code GET,POST /track}: sends one tracked message to one recipient and responds with the result. The request
 * waits asynchronously.
 */
public final class TrackApi {
    private static final Logger log = LoggerFactory.getLogger(TrackApi.class);
    /** The attribute of a dispatched request that holds its result. */
    private static final String SENT = TrackApi.class.getName() + ".sent";

    private static final String KEY = "key";
    private static final Set<String> MAIL_FIELDS =
            Set.of("to", "subject", "html", "text", "campaign", "bulk", "topic", "notify", "receipt");
    private static final Set<String> QUERY_FIELDS =
            Set.of("to", "subject", "html", "text", "campaign", "bulk", "topic", "notify", "receipt", KEY);

    private final Tracker tracker;
    private final Submission submission;
    private final @Nullable EmailAddress defaultTo;
    private final Function<String, Topic> topics;
    private volatile boolean stopped;

    /**
     * @param submission has the configured sender
     * @param defaultTo the recipient if the request names none, or null
     * @param topics returns a topic by name
     */
    public TrackApi(
            Tracker tracker, Submission submission, @Nullable EmailAddress defaultTo, Function<String, Topic> topics) {
        this.tracker = tracker;
        this.submission = submission;
        this.defaultTo = defaultTo;
        this.topics = topics;
    }

    /** Sends the message in the query of a GET, or in the body of a POST. */
    public Response send(RoutedRequest request) throws IOException, ProblemException {
        if (request.http().getAttribute(SENT) instanceof SendResult sent) {
            return response(sent);
        }
        if (HitReader.isPrefetch(request.http())) {
            return new Problem(
                    Problem.Type.PREFETCH_REJECTED,
                    "The request is marked as a prefetch or preview; nothing was sent.");
        }
        Fields fields = fields(request);
        try {
            MailMessage mail = mail(fields);
            EmailAddress notifyAddress = fields.read("notify", EmailAddress::parse);
            Identity identity = Identity.of(request.http());
            identity.checkSubmission(mail.campaign(), sender(identity));
            return await(request.http(), tracker.send(mail, notifyAddress));
        } catch (SendingNotConfiguredException missing) {
            return new Problem(Problem.Type.NOT_CONFIGURED, missing.detail());
        } catch (SuppressedRecipientException suppressed) {
            return suppressed(suppressed.delivery());
        } catch (StoreUnavailableException unavailable) {
            return new Problem(
                    Problem.Type.DATABASE_UNAVAILABLE,
                    "The database is not responding; the message was neither stored nor sent. Try again later.");
        }
    }

    /** The sender of the mail; null if the key is not restricted by it. */
    private @Nullable EmailAddress sender(Identity identity) throws SendingNotConfiguredException {
        return identity.limits().fromDomains().isEmpty()
                ? null
                : submission.open().from(null).address();
    }

    private static Fields fields(RoutedRequest request) throws IOException, ProblemException {
        if (request.http().getMethod().equals("GET")) {
            return request.query(QUERY_FIELDS);
        }
        request.query();
        return request.body(MAIL_FIELDS);
    }

    /** The problem for a suppressed recipient. */
    static Problem suppressed(Delivery delivery) {
        return new Problem(
                        Problem.Type.RECIPIENT_SUPPRESSED,
                        "The message was not sent, and retrying will not help: " + delivery.detail() + ".")
                .with("id", delivery.id().toString())
                .with("state", delivery.state().wireName());
    }

    /** Stops dispatching: a container that stops the router dispatches no more requests. */
    public void stop() {
        stopped = true;
    }

    private MailMessage mail(Fields fields) {
        return new TrackRequest(
                        fields.get("to"),
                        fields.get("subject"),
                        fields.get("html"),
                        fields.get("text"),
                        fields.get("campaign"),
                        fields.get("bulk"),
                        topic(fields, topics),
                        fields.get("receipt"))
                .mail(defaultTo);
    }

    /**
     * The topic of a message; null for none.
     *
     * @param topics returns a topic by name
     */
    static @Nullable Topic topic(Fields fields, Function<String, Topic> topics) {
        String name = fields.get("topic");
        return name == null || name.isEmpty() ? null : topics.apply(name);
    }

    private Response await(HttpServletRequest request, CompletableFuture<SendResult> sending) {
        if (sending.isDone()) {
            return response(sending.join());
        }
        return response -> {
            AsyncContext waiting = request.startAsync(request, response);
            waiting.setTimeout(0);
            var unused = sending.whenComplete((sent, impossible) -> respond(Objects.requireNonNull(sent), waiting));
        };
    }

    /**
     * Responds on a container thread, because a slow client must not block the thread that stores outcomes. A stopping
     * container no longer dispatches.
     */
    private void respond(SendResult sent, AsyncContext waiting) {
        try {
            if (stopped || !dispatch(sent, waiting)) {
                response(sent).send((HttpServletResponse) waiting.getResponse());
                waiting.complete();
            }
        } catch (IOException | IllegalStateException disconnected) {
            log.debug("The client of /track disconnected: {}", disconnected.getMessage());
        }
    }

    private static boolean dispatch(SendResult sent, AsyncContext waiting) {
        waiting.getRequest().setAttribute(SENT, sent);
        try {
            waiting.dispatch();
            return true;
        } catch (RuntimeException containerStopped) {
            return false;
        }
    }

    private static Response response(SendResult sent) {
        if (!(sent instanceof SendResult.Completed ended)) {
            return Response.json(HttpServletResponse.SC_ACCEPTED, ResultJson.queued(sent));
        }
        Delivery delivery = sent.delivery();
        Optional<Problem.Type> problemType = ended.outcome()
                .match(
                        accepted -> Optional.empty(),
                        refused -> Optional.of(Problem.Type.MESSAGE_REJECTED),
                        failed -> Optional.of(problemType(failed.reason())));
        return problemType
                .<Response>map(type -> new Problem(type, ended.outcome().detail())
                        .with("id", delivery.id().toString())
                        .with("state", delivery.state().wireName()))
                .orElseGet(() -> Response.json(ResultJson.sent(ended)));
    }

    private record ResultJson(
            String message,
            String id,
            String state,
            String to,
            @Nullable Instant acceptedAt,
            Optional<List<String>> warnings,
            Optional<String> warning,
            @Unwrapped Optional<Reason> reason) {
        static ResultJson sent(SendResult.Completed sent) {
            Optional<String> warning = sent.stored()
                    ? Optional.empty()
                    : Optional.of("The message was sent, but its outcome could not be stored; do not send it again.");
            return of(TrackApi.message(sent), sent, warning, Optional.empty());
        }

        static ResultJson queued(SendResult sent) {
            return of(
                    "The message is queued for delivery; do not repeat the request.",
                    sent,
                    Optional.empty(),
                    Optional.of(new Reason(sent.delivery().detail())));
        }

        private static ResultJson of(
                String message, SendResult sent, Optional<String> warning, Optional<Reason> reason) {
            Delivery delivery = sent.delivery();
            return new ResultJson(
                    message,
                    delivery.id().toString(),
                    delivery.state().wireName(),
                    delivery.to().toString(),
                    delivery.acceptedAt(),
                    Optional.of(sent.warnings()).filter(all -> !all.isEmpty()),
                    warning,
                    reason);
        }
    }

    private record Reason(@Nullable String detail) {}

    private static String message(SendResult sent) {
        return sent.warnings().contains(Personalizer.NOT_TRACKED)
                ? "Email sent without a tracking pixel."
                : "Email sent with a tracking pixel.";
    }

    private static Problem.Type problemType(Outcome.Reason reason) {
        return switch (reason) {
            case UNREACHABLE -> Problem.Type.MAIL_SERVER_UNREACHABLE;
            case INSECURE -> Problem.Type.MAIL_SERVER_TLS_FAILED;
            case CREDENTIALS -> Problem.Type.MAIL_SERVER_AUTHENTICATION_FAILED;
            case IN_DOUBT -> Problem.Type.MESSAGE_STATUS_UNKNOWN;
            case TEMPORARY, SENDER_REJECTED, INTERRUPTED, UNSUPPORTED -> Problem.Type.MESSAGE_NOT_SENT;
        };
    }
}
