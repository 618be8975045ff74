package telltale.web.api;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.InvalidInputException;
import telltale.model.VerdictClass;
import telltale.store.Evidence;
import telltale.store.Store;
import telltale.web.http.Fields;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;

/**
 * {@code PUT /api/v1/corrections/{event}} with {@code delivery} and {@code class}: sets a manual verdict, which
 * overrides all rules. {@code DELETE} with {@code ?delivery=…} removes it.
 */
public final class CorrectionsServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient Store store;

    public CorrectionsServlet(Store store) {
        this.store = store;
    }

    @Override
    protected void doPut(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Fields body;
        try {
            body = Fields.ofBody(request);
        } catch (ProblemException rejected) {
            rejected.problem().send(response);
            return;
        }
        body.allowOnly(Set.of("delivery", "class"));
        VerdictClass type = body.read("class", VerdictClass::ofWord);
        if (type == null) {
            throw new InvalidInputException("class", "class is missing; a verdict class, such as scanner, is required");
        }
        correct(request, body, type, response);
    }

    @Override
    protected void doDelete(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Fields query = Fields.ofQuery(request);
        query.allowOnly(Set.of("delivery"));
        correct(request, query, null, response);
    }

    private void correct(
            HttpServletRequest request, Fields fields, @Nullable VerdictClass type, HttpServletResponse response)
            throws IOException {
        DeliveryId delivery = fields.read("delivery", DeliveryId::parse);
        if (delivery == null) {
            throw new InvalidInputException(
                    "delivery", "delivery is missing; the id of the event's delivery is required");
        }
        Optional<UUID> event = event(request.getPathInfo()).filter(id -> belongsTo(delivery, id));
        if (event.isEmpty()) {
            new Problem(Problem.Type.NOT_FOUND, "The delivery has no event with this id among its most recent events.")
                    .send(response);
            return;
        }
        store.judgements().correct(delivery, event.get(), type);
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }

    private boolean belongsTo(DeliveryId delivery, UUID event) {
        return store.events(delivery, Evidence.MAX_EVENTS).stream()
                .anyMatch(candidate -> candidate.id().equals(event));
    }

    private static Optional<UUID> event(@Nullable String path) {
        try {
            return path == null ? Optional.empty() : Optional.of(UUID.fromString(path.substring(1)));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }
}
