package telltale.web.api;

import jakarta.json.JsonObjectBuilder;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import telltale.assessment.RejudgeService;
import telltale.model.VerdictClass;
import telltale.web.http.Json;
import telltale.web.http.Problem;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/**
 * {@code GET /api/v1/rejudge}: shows what the current ruleset would change in verdicts of older ones. {@code POST}
 * starts rejudging, which continues after the response. Both read every affected delivery, so only one runs at a time.
 */
public final class RejudgeApi {
    private final RejudgeService rejudging;
    private final AtomicBoolean running = new AtomicBoolean();

    public RejudgeApi(RejudgeService rejudging) {
        this.rejudging = rejudging;
    }

    /** Shows what the current ruleset would change. */
    public Response preview(RoutedRequest request) {
        request.query();
        return runExclusively(() -> json(rejudging.difference(progress -> {})));
    }

    /** Starts rejudging. */
    public Response rejudge(RoutedRequest request) {
        request.query();
        return runExclusively(() -> Json.object().add("deliveries", rejudging.apply(progress -> {})));
    }

    private Response runExclusively(Supplier<JsonObjectBuilder> operation) {
        if (!running.compareAndSet(false, true)) {
            return new Problem(
                    Problem.Type.ALREADY_RUNNING, "A rejudge is already running; try again when it has finished.");
        }
        try {
            return Response.json(operation.get());
        } finally {
            running.set(false);
        }
    }

    private static JsonObjectBuilder json(RejudgeService.Difference difference) {
        return Json.object()
                .add("ruleset", difference.ruleset())
                .add("deliveries", difference.deliveries())
                .add("changed", difference.changed())
                .add("before", json(difference.before()))
                .add("after", json(difference.after()))
                .add("examples", Json.PROVIDER.createArrayBuilder(difference.examples()));
    }

    private static JsonObjectBuilder json(Map<VerdictClass, Long> counts) {
        JsonObjectBuilder json = Json.object();
        counts.forEach((type, count) -> json.add(type.word(), count));
        return json;
    }
}
