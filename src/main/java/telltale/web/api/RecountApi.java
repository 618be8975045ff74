package telltale.web.api;

import java.util.concurrent.atomic.AtomicBoolean;
import telltale.store.Store;
import telltale.web.http.Problem;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/**
 * {@code GET /api/v1/recount}: recounts all events and compares the result with the counters. It reads every event,
 * which may take long, so only one runs at a time.
 */
public final class RecountApi {
    private final Store store;
    private final AtomicBoolean running = new AtomicBoolean();

    public RecountApi(Store store) {
        this.store = store;
    }

    /** Recounts all events. */
    public Response recount(RoutedRequest request) {
        request.query();
        if (!running.compareAndSet(false, true)) {
            return new Problem(
                    Problem.Type.ALREADY_RUNNING, "A recount is already running; try again when it has finished.");
        }
        try {
            return Response.json(store.recount());
        } finally {
            running.set(false);
        }
    }
}
