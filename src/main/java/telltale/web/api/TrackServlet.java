package telltale.web.api;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.message.Personalizer;
import telltale.model.Delivery;
import telltale.model.EmailAddress;
import telltale.model.InvalidInputException;
import telltale.model.MailMessage;
import telltale.model.Outcome;
import telltale.sending.SendResult;
import telltale.sending.SendingNotConfiguredException;
import telltale.sending.SuppressedRecipientException;
import telltale.sending.TrackRequest;
import telltale.sending.Tracker;
import telltale.store.StoreUnavailableException;
import telltale.web.gate.RequestAuthorizer;
import telltale.web.http.Access;
import telltale.web.http.Fields;
import telltale.web.http.HitReader;
import telltale.web.http.Json;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;

/**
 * {@code GET,POST /track}: sends one tracked message to one recipient and responds with the result. The request
 * waits asynchronously.
 */
public final class TrackServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final Logger log = LoggerFactory.getLogger(TrackServlet.class);
    /** The attribute of a dispatched request that holds its result. */
    private static final String SENT = TrackServlet.class.getName() + ".sent";

    private static final String KEY = "key";
    private static final Set<String> MAIL_FIELDS =
            Set.of("to", "subject", "html", "text", "campaign", "bulk", "notify");
    private static final Set<String> QUERY_FIELDS =
            Set.of("to", "subject", "html", "text", "campaign", "bulk", "notify", KEY);

    private final transient Tracker tracker;
    private final transient Access access;
    private final transient @Nullable EmailAddress defaultTo;
    private volatile boolean destroyed;

    /**
     * @param defaultTo the recipient if the request names none, or null
     */
    public TrackServlet(Tracker tracker, Access access, @Nullable EmailAddress defaultTo) {
        this.tracker = tracker;
        this.access = access;
        this.defaultTo = defaultTo;
    }

    /** Handles GET and POST only. The servlet API would answer HEAD by GET, so that a link checker would send mail. */
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getAttribute(SENT) instanceof SendResult sent) {
            respond(sent, response);
            return;
        }
        try {
            switch (request.getMethod()) {
                case "GET", "POST" -> respond(track(request), request, response);
                default -> {
                    response.setHeader("Allow", "GET, POST");
                    throw new ProblemException(
                            new Problem(Problem.Type.METHOD_NOT_ALLOWED, "This resource supports GET and POST only."));
                }
            }
        } catch (ProblemException known) {
            known.problem().send(response);
        } catch (InvalidInputException invalid) {
            new Problem(Problem.Type.INVALID_REQUEST, invalid.sentence())
                    .with("field", invalid.field())
                    .send(response);
        } catch (SendingNotConfiguredException missing) {
            new Problem(Problem.Type.NOT_CONFIGURED, missing.sentence()).send(response);
        } catch (SuppressedRecipientException suppressed) {
            suppressed(suppressed.delivery()).send(response);
        } catch (StoreUnavailableException unavailable) {
            new Problem(
                            Problem.Type.DATABASE_UNAVAILABLE,
                            "The database is not responding; the message was neither stored nor sent. Try again later.")
                    .send(response);
        }
    }

    /** The problem for a suppressed recipient. */
    static Problem suppressed(Delivery delivery) {
        return new Problem(
                        Problem.Type.RECIPIENT_SUPPRESSED,
                        "The message was not sent, and retrying will not help: " + delivery.detail() + ".")
                .with("id", delivery.id().toString())
                .with("state", delivery.state().word());
    }

    /** Stops dispatching: the container destroys a servlet before the application ends, and dispatches no more requests. */
    @Override
    public void destroy() {
        destroyed = true;
    }

    private CompletableFuture<SendResult> track(HttpServletRequest request)
            throws IOException, ProblemException, SendingNotConfiguredException, SuppressedRecipientException {
        Fields query = Fields.ofQuery(request);
        boolean isGet = request.getMethod().equals("GET");
        checkKey(request, query.get(KEY), isGet);
        if (HitReader.isPrefetch(request)) {
            throw new ProblemException(new Problem(
                    Problem.Type.PREFETCH_REJECTED,
                    "The request is marked as a prefetch or preview; nothing was sent."));
        }
        if (isGet) {
            query.allowOnly(QUERY_FIELDS);
            return send(query);
        }
        query.allowOnly(Set.of());
        Fields body = Fields.ofBody(request);
        body.allowOnly(MAIL_FIELDS);
        return send(body);
    }

    private CompletableFuture<SendResult> send(Fields fields)
            throws SendingNotConfiguredException, SuppressedRecipientException {
        MailMessage mail = mail(fields);
        return tracker.send(mail, fields.read("notify", EmailAddress::parse));
    }

    /** Checks the key. A query ends up in histories and logs, so only the track key, which permits sending only, is allowed there. */
    private void checkKey(HttpServletRequest request, @Nullable String queryKey, boolean isGet)
            throws ProblemException {
        boolean allowed = queryKey == null
                ? access.roleOf(request) != Access.Role.ANONYMOUS
                : isGet && access.isTrackKey(queryKey);
        if (!allowed) {
            throw new ProblemException(RequestAuthorizer.authenticationRequired(queryKey != null));
        }
    }

    private MailMessage mail(Fields fields) {
        return new TrackRequest(
                        fields.get("to"),
                        fields.get("subject"),
                        fields.get("html"),
                        fields.get("text"),
                        fields.get("campaign"),
                        fields.get("bulk"))
                .mail(defaultTo);
    }

    private void respond(
            CompletableFuture<SendResult> sending, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (sending.isDone()) {
            respond(sending.join(), response);
            return;
        }
        AsyncContext waiting = request.startAsync(request, response);
        waiting.setTimeout(0);
        var unused = sending.whenComplete((sent, impossible) -> respond(sent, waiting));
    }

    /**
     * Responds on a container thread, because a slow client must not block the thread that stores outcomes. A stopping
     * container no longer dispatches.
     */
    private void respond(@Nullable SendResult sent, AsyncContext waiting) {
        try {
            if (destroyed || !dispatch(Objects.requireNonNull(sent), waiting)) {
                respond(Objects.requireNonNull(sent), (HttpServletResponse) waiting.getResponse());
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
        } catch (RuntimeException stopped) {
            return false;
        }
    }

    private static void respond(SendResult sent, HttpServletResponse response) throws IOException {
        Delivery delivery = sent.delivery();
        if (!(sent instanceof SendResult.Completed ended)) {
            Json.send(response, HttpServletResponse.SC_ACCEPTED, queuedBody(sent));
            return;
        }
        Optional<Problem.Type> problemType = ended.outcome()
                .match(
                        accepted -> Optional.empty(),
                        refused -> Optional.of(Problem.Type.MESSAGE_REJECTED),
                        failed -> Optional.of(problemType(failed.reason())));
        if (problemType.isEmpty()) {
            Json.send(response, HttpServletResponse.SC_OK, sentBody(ended));
        } else {
            new Problem(problemType.get(), ended.outcome().detail())
                    .with("id", delivery.id().toString())
                    .with("state", delivery.state().word())
                    .send(response);
        }
    }

    private static JsonObject sentBody(SendResult.Completed sent) {
        JsonObjectBuilder body = body(message(sent), sent);
        if (!sent.stored()) {
            body.add("warning", "The message was sent, but its outcome could not be stored; do not send it again.");
        }
        return body.build();
    }

    private static JsonObject queuedBody(SendResult sent) {
        return body("The message is queued for delivery; do not repeat the request.", sent)
                .add("detail", Json.text(sent.delivery().detail()))
                .build();
    }

    private static JsonObjectBuilder body(String message, SendResult sent) {
        Delivery delivery = sent.delivery();
        JsonObjectBuilder body = Json.object()
                .add("message", message)
                .add("id", delivery.id().toString())
                .add("state", delivery.state().word())
                .add("to", delivery.to().toString())
                .add("acceptedAt", Json.instant(delivery.acceptedAt()));
        if (!sent.warnings().isEmpty()) {
            body.add("warnings", Json.PROVIDER.createArrayBuilder(sent.warnings()));
        }
        return body;
    }

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
            case TEMPORARY, INTERRUPTED, UNSUPPORTED -> Problem.Type.MESSAGE_NOT_SENT;
        };
    }
}
