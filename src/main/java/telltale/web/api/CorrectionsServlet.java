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
 * {@code PUT /api/v1/corrections/{event}} with {@code delivery} and {@code class}: a person says what an event was, and
 * wins over all rules. {@code DELETE} with {@code ?delivery=…} leaves it to the rules again.
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
        } catch (ProblemException refused) {
            refused.problem().send(response);
            return;
        }
        body.onlyThese(Set.of("delivery", "class"));
        VerdictClass type = body.read("class", VerdictClass::ofWord);
        if (type == null) {
            throw new InvalidInputException("class", "class is missing; it takes what the event was, such as scanner");
        }
        correct(request, body, type, response);
    }

    @Override
    protected void doDelete(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Fields query = Fields.ofQuery(request);
        query.onlyThese(Set.of("delivery"));
        correct(request, query, null, response);
    }

    private void correct(
            HttpServletRequest request, Fields fields, @Nullable VerdictClass type, HttpServletResponse response)
            throws IOException {
        DeliveryId delivery = fields.read("delivery", DeliveryId::parse);
        if (delivery == null) {
            throw new InvalidInputException("delivery", "delivery is missing; it takes the id of the event's delivery");
        }
        Optional<UUID> event = event(request.getPathInfo()).filter(id -> isOf(delivery, id));
        if (event.isEmpty()) {
            new Problem(Problem.Type.NOT_FOUND, "That delivery has no event with this id among its last ones.")
                    .send(response);
            return;
        }
        store.judgements().correct(delivery, event.get(), type);
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }

    private boolean isOf(DeliveryId delivery, UUID event) {
        return store.events(delivery, Evidence.MAX_EVENTS).stream()
                .anyMatch(one -> one.id().equals(event));
    }

    private static Optional<UUID> event(@Nullable String path) {
        try {
            return path == null ? Optional.empty() : Optional.of(UUID.fromString(path.substring(1)));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }
}
