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
 * {@code GET /api/v1/rejudge}: what the newest rules change of what older ones said. {@code POST} has it judged again,
 * which goes on after the answer. Both look at every such delivery, so only one runs at a time.
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
        Fields.ofQuery(request).onlyThese(Set.of());
        alone(response, () -> json(rejudging.difference(looked -> {})));
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Fields.ofQuery(request).onlyThese(Set.of());
        alone(response, () -> Json.object().add("deliveries", rejudging.apply(noted -> {})));
    }

    /** What is asked for. */
    private interface Question {
        JsonObjectBuilder answer();
    }

    private void alone(HttpServletResponse response, Question question) throws IOException {
        if (!running.compareAndSet(false, true)) {
            new Problem(Problem.Type.ALREADY_RUNNING, "This is under way; ask again when it has ended.").send(response);
            return;
        }
        try {
            Json.send(response, HttpServletResponse.SC_OK, question.answer().build());
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
