package telltale.web.notifications;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.ImmutableBytes;
import telltale.model.InvalidInputException;
import telltale.reports.ReportIntake;
import telltale.store.Reports.Stored;
import telltale.web.http.Handler;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;
import telltale.web.notifications.NotificationMetrics.Result;

/**
 * {@code POST /inbound/{provider}}: stores the events of a mail provider. Only configured providers may call it, and each is
 * authenticated. 200 means that all events are stored; after other answers, providers repeat the request.
 */
public final class NotificationHandler implements Handler {
    /** The octets that a request of any provider may have. */
    public static final int MAX_BYTES = 2 << 20;

    private static final Logger log = LoggerFactory.getLogger(NotificationHandler.class);

    private static final Problem NOT_FOUND =
            new Problem(Problem.Type.NOT_FOUND, "Notifications of this provider are not configured.");

    private final Map<String, Provider> providers = new LinkedHashMap<>();
    private final Map<String, String> missing;
    private final ReportIntake intake;
    private final NotificationMetrics metrics;
    private final Clock clock;

    public NotificationHandler(Providers providers, ReportIntake intake, NotificationMetrics metrics, Clock clock) {
        for (Provider provider : providers.configured()) {
            this.providers.put(provider.name(), provider);
            metrics.expect(provider.name());
        }
        this.missing = providers.missing();
        this.intake = intake;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * The results of the events of a request.
     *
     * @param stored those that are new
     * @param repeated those that were stored before
     * @param unmatched those about mail that Telltale did not send
     * @param ignored those that Telltale does not use
     */
    public record Outcome(int stored, int repeated, int unmatched, int ignored) {}

    /** Refuses a request by its header, before its body is read; null if that is permitted. */
    @Override
    public @Nullable Problem refusal(HttpServletRequest request) {
        String path = request.getPathInfo();
        String name = path == null ? "" : path.substring(1);
        Provider provider = providers.get(name);
        if (provider == null) {
            warnIfMissing(name);
            return NOT_FOUND;
        }
        try {
            provider.checkHeader(request::getHeader);
            checkSize(provider, request.getContentLengthLong());
            return null;
        } catch (ProblemException refused) {
            return refused(name, refused.problem());
        }
    }

    private void warnIfMissing(String name) {
        String setting = missing.get(name);
        if (setting != null) {
            log.warn("A request to /inbound/{} was refused, because {} is not set.", name, setting);
        }
    }

    @Override
    public Response handle(RoutedRequest request) throws IOException, ProblemException {
        String name = request.variable();
        Provider provider = providers.get(name);
        if (provider == null) {
            throw new ProblemException(NOT_FOUND);
        }
        byte[] body = request.http().getInputStream().readAllBytes();
        checkSize(provider, body.length);
        Events events = events(
                provider,
                new NotificationRequest(request.http()::getHeader, new ImmutableBytes(body), clock.instant()));
        return Response.json(store(name, events));
    }

    /** The length of a body may be unknown until it is read. */
    private static void checkSize(Provider provider, long bytes) throws ProblemException {
        if (bytes > provider.maxBytes()) {
            throw new ProblemException(new Problem(
                    Problem.Type.REQUEST_TOO_LARGE, "The body is limited to " + provider.maxBytes() + " bytes."));
        }
    }

    private Events events(Provider provider, NotificationRequest request) throws ProblemException {
        try {
            return provider.read(request);
        } catch (ProblemException refused) {
            refused(provider.name(), refused.problem());
            throw refused;
        } catch (InvalidInputException noJson) {
            refused(provider.name(), Problem.of(noJson));
            throw noJson;
        }
    }

    /** Logs the detail, which has nothing of the request except the place of an error. */
    private Problem refused(String provider, Problem problem) {
        metrics.add(provider, Result.REFUSED, 1);
        log.warn("A request to /inbound/{} was refused: {}", provider, problem.detail());
        return problem;
    }

    private Outcome store(String provider, Events events) {
        List<Stored> results = intake.accept(provider, events.notifications());
        int stored = (int) results.stream().filter(Stored::isNew).count();
        Outcome outcome = new Outcome(
                stored, results.size() - stored, events.notifications().size() - results.size(), events.ignored());
        metrics.add(provider, Result.STORED, outcome.stored());
        metrics.add(provider, Result.REPEATED, outcome.repeated());
        metrics.add(provider, Result.UNMATCHED, outcome.unmatched());
        metrics.add(provider, Result.IGNORED, outcome.ignored());
        return outcome;
    }
}
