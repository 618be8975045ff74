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
 * {@code GET /api/v1/recount}: whether the counters are what the events say. It reads every event, so it takes long where
 * there are many, and only one runs at a time.
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
        Fields.ofQuery(request).onlyThese(java.util.Set.of());
        if (!running.compareAndSet(false, true)) {
            new Problem(Problem.Type.ALREADY_RUNNING, "A recount is under way; ask again when it has ended.")
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
