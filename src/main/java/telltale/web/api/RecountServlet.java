package telltale.web.api;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import telltale.store.RecountResult;
import telltale.store.Store;
import telltale.web.http.Fields;
import telltale.web.http.Json;
import telltale.web.http.Problem;

/**
 * {@code GET /api/v1/recount}: recounts all events and compares the result with the counters. It reads every event,
 * which may take long, so only one runs at a time.
 */
public final class RecountServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient Store store;
    private final AtomicBoolean running = new AtomicBoolean();

    public RecountServlet(Store store) {
        this.store = store;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Fields.ofQuery(request).allowOnly(java.util.Set.of());
        if (!running.compareAndSet(false, true)) {
            new Problem(Problem.Type.ALREADY_RUNNING, "A recount is already running; try again when it has finished.")
                    .send(response);
            return;
        }
        try {
            RecountResult recount = store.recount();
            Json.send(
                    response,
                    HttpServletResponse.SC_OK,
                    Json.object()
                            .add("events", recount.events())
                            .add("different", recount.different())
                            .add("differences", Json.PROVIDER.createArrayBuilder(recount.differences()))
                            .build());
        } finally {
            running.set(false);
        }
    }
}
