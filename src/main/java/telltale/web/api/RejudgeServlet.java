package telltale.web.api;

import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import telltale.assessment.RejudgeService;
import telltale.model.VerdictClass;
import telltale.web.http.Fields;
import telltale.web.http.Json;
import telltale.web.http.Problem;

/**
 * {@code GET /api/v1/rejudge}: shows what the current ruleset would change in verdicts of older ones. {@code POST}
 * starts rejudging, which continues after the response. Both read every affected delivery, so only one runs at a time.
 */
public final class RejudgeServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient RejudgeService rejudging;
    private final AtomicBoolean running = new AtomicBoolean();

    public RejudgeServlet(RejudgeService rejudging) {
        this.rejudging = rejudging;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Fields.ofQuery(request).allowOnly(Set.of());
        runExclusively(response, () -> json(rejudging.difference(progress -> {})));
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Fields.ofQuery(request).allowOnly(Set.of());
        runExclusively(response, () -> Json.object().add("deliveries", rejudging.apply(progress -> {})));
    }

    /** An operation that runs at most once at a time. */
    private interface Operation {
        JsonObjectBuilder run();
    }

    private void runExclusively(HttpServletResponse response, Operation operation) throws IOException {
        if (!running.compareAndSet(false, true)) {
            new Problem(Problem.Type.ALREADY_RUNNING, "A rejudge is already running; try again when it has finished.")
                    .send(response);
            return;
        }
        try {
            Json.send(response, HttpServletResponse.SC_OK, operation.run().build());
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
