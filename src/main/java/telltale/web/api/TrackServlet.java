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
 * {@code GET,POST /track}: sends one tracked mail to one recipient and answers how that ended. The request waits for that
 * without a thread.
 */
public final class TrackServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final Logger log = LoggerFactory.getLogger(TrackServlet.class);
    /** The attribute of a request that has waited, which holds what to answer. */
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
     * @param defaultTo who gets the mail when the request names nobody, or null
     */
    public TrackServlet(Tracker tracker, Access access, @Nullable EmailAddress defaultTo) {
        this.tracker = tracker;
        this.access = access;
        this.defaultTo = defaultTo;
    }

    /** Only GET and POST send. The servlet API would answer HEAD by a GET: a link checker would send mail. */
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getAttribute(SENT) instanceof SendResult sent) {
            answer(sent, response);
            return;
        }
        try {
            switch (request.getMethod()) {
                case "GET", "POST" -> answer(track(request), request, response);
                default -> {
                    response.setHeader("Allow", "GET, POST");
                    throw new ProblemException(
                            new Problem(Problem.Type.METHOD_NOT_ALLOWED, "This address takes GET and POST, nothing else."));
                }
            }
        } catch (ProblemException known) {
            known.problem().send(response);
        } catch (InvalidInputException wrong) {
            new Problem(Problem.Type.INVALID_REQUEST, wrong.sentence())
                    .with("field", wrong.field())
                    .send(response);
        } catch (SendingNotConfiguredException missing) {
            new Problem(Problem.Type.NOT_CONFIGURED, missing.sentence()).send(response);
        } catch (SuppressedRecipientException unwanted) {
            problem(unwanted.delivery()).send(response);
        } catch (StoreUnavailableException away) {
            new Problem(
                            Problem.Type.DATABASE_UNAVAILABLE,
                            "The database does not answer, so the mail was neither kept nor sent; try again in a moment.")
                    .send(response);
        }
    }

    /** Says that a recipient does not want a mail. */
    static Problem problem(Delivery unwanted) {
        return new Problem(
                        Problem.Type.RECIPIENT_SUPPRESSED,
                        "Nothing was sent, and repeating changes nothing: " + unwanted.detail() + ".")
                .with("id", unwanted.id().toString())
                .with("state", unwanted.state().word());
    }

    /** The container destroys a servlet before the application ends, and dispatches no request to it from then on. */
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
                    Problem.Type.PREFETCH_REJECTED, "The request says that it is a prefetch or preview; nothing was sent."));
        }
        if (isGet) {
            query.onlyThese(QUERY_FIELDS);
            return send(query);
        }
        query.onlyThese(Set.of());
        Fields body = Fields.ofBody(request);
        body.onlyThese(MAIL_FIELDS);
        return send(body);
    }

    private CompletableFuture<SendResult> send(Fields fields)
            throws SendingNotConfiguredException, SuppressedRecipientException {
        MailMessage mail = mail(fields);
        return tracker.send(mail, fields.read("notify", EmailAddress::parse));
    }

    /** A key in a query ends up in histories and logs: only the one that can do nothing but send may stand there. */
    private void checkKey(HttpServletRequest request, @Nullable String queryKey, boolean isGet)
            throws ProblemException {
        boolean allowed =
                queryKey == null ? access.bearer(request) != Access.Role.NOBODY : isGet && access.isTrackKey(queryKey);
        if (!allowed) {
            throw new ProblemException(RequestAuthorizer.keyNeeded(queryKey != null));
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

    private void answer(CompletableFuture<SendResult> sending, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (sending.isDone()) {
            answer(sending.join(), response);
            return;
        }
        AsyncContext waiting = request.startAsync(request, response);
        waiting.setTimeout(0);
        var unused = sending.whenComplete((sent, impossible) -> answer(sent, waiting));
    }

    /**
     * Lets a thread of the container write the answer, for a client that reads slowly must not keep the thread that
     * stores outcomes. A container that stops dispatches no more.
     */
    private void answer(@Nullable SendResult sent, AsyncContext waiting) {
        try {
            if (destroyed || !dispatches(Objects.requireNonNull(sent), waiting)) {
                answer(Objects.requireNonNull(sent), (HttpServletResponse) waiting.getResponse());
                waiting.complete();
            }
        } catch (IOException | IllegalStateException gone) {
            log.debug("The caller of /track is gone: {}", gone.getMessage());
        }
    }

    private static boolean dispatches(SendResult sent, AsyncContext waiting) {
        waiting.getRequest().setAttribute(SENT, sent);
        try {
            waiting.dispatch();
            return true;
        } catch (RuntimeException stopping) {
            return false;
        }
    }

    private static void answer(SendResult sent, HttpServletResponse response) throws IOException {
        Delivery delivery = sent.delivery();
        if (!(sent instanceof SendResult.Ended ended)) {
            Json.send(response, HttpServletResponse.SC_ACCEPTED, promise(sent));
            return;
        }
        Optional<Problem.Type> trouble = ended.outcome()
                .match(
                        accepted -> Optional.empty(),
                        refused -> Optional.of(Problem.Type.MESSAGE_REJECTED),
                        failed -> Optional.of(problemType(failed.reason())));
        if (trouble.isEmpty()) {
            Json.send(response, HttpServletResponse.SC_OK, confirmation(ended));
        } else {
            new Problem(trouble.get(), ended.outcome().detail())
                    .with("id", delivery.id().toString())
                    .with("state", delivery.state().word())
                    .send(response);
        }
    }

    private static JsonObject confirmation(SendResult.Ended sent) {
        JsonObjectBuilder body = body(message(sent), sent);
        if (!sent.remembered()) {
            body.add("warning", "The mail was sent, but the database did not take note of it; do not send it again.");
        }
        return body.build();
    }

    private static JsonObject promise(SendResult sent) {
        return body("Telltale holds the mail and sends it as soon as it can: do not repeat the request.", sent)
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
