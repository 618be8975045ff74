package telltale.web.api;

import java.io.IOException;
import java.util.Optional;
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
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/**
 * {@code PUT /api/v1/corrections/{event}} with {@code delivery} and {@code class}: sets a manual verdict, which
 * overrides all rules. {@code DELETE} with {@code ?delivery=…} removes it.
 */
public final class CorrectionsApi {
    private final Store store;

    public CorrectionsApi(Store store) {
        this.store = store;
    }

    /** Sets the manual verdict of an event. */
    public Response correct(RoutedRequest request) throws IOException, ProblemException {
        request.query();
        Fields body = request.body("delivery", "class");
        VerdictClass type = body.read("class", VerdictClass::ofWireName);
        if (type == null) {
            throw new InvalidInputException("class", "class is missing; a verdict class, such as scanner, is required");
        }
        return correct(request.variable(), body, type);
    }

    /** Removes the manual verdict of an event. */
    public Response remove(RoutedRequest request) {
        return correct(request.variable(), request.query("delivery"), null);
    }

    private Response correct(String id, Fields fields, @Nullable VerdictClass type) {
        DeliveryId delivery = fields.read("delivery", DeliveryId::parse);
        if (delivery == null) {
            throw new InvalidInputException(
                    "delivery", "delivery is missing; the id of the event's delivery is required");
        }
        Optional<UUID> event = event(id).filter(known -> belongsTo(delivery, known));
        if (event.isEmpty()) {
            return new Problem(
                    Problem.Type.NOT_FOUND, "The delivery has no event with this id among its most recent events.");
        }
        store.judgements().correct(delivery, event.get(), type);
        return Response.noContent();
    }

    private boolean belongsTo(DeliveryId delivery, UUID event) {
        return store.events(delivery, Evidence.MAX_EVENTS).stream()
                .anyMatch(candidate -> candidate.id().equals(event));
    }

    private static Optional<UUID> event(String id) {
        try {
            return Optional.of(UUID.fromString(id));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }
}
