package telltale.web.api;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.stream.JsonGenerator;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.InvalidInputException;
import telltale.sending.MessagePreview;
import telltale.store.Persons;
import telltale.store.Store;
import telltale.web.http.Fields;
import telltale.web.http.Json;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;

/**
 * {@code POST /api/v1/persons/export} and {@code /erase}: exports or erases all data stored about a person (GDPR
 * articles 15, 17 and 20). The address is in the body, so that it does not appear in access logs.
 */
public final class PersonsServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    /** More events than a delivery can have in ten days at the aggregation limit. */
    private static final int MAX_EVENTS = 10_000;

    private final transient Store store;

    public PersonsServlet(Store store) {
        this.store = store;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            String path = String.valueOf(request.getPathInfo());
            switch (path) {
                case "/export" -> export(address(request), response);
                case "/erase" ->
                    Json.send(
                            response,
                            HttpServletResponse.SC_OK,
                            erase(address(request)).build());
                default -> new Problem(Problem.Type.NOT_FOUND, "No resource exists at this path.").send(response);
            }
        } catch (ProblemException known) {
            known.problem().send(response);
        }
    }

    private static EmailAddress address(HttpServletRequest request) throws IOException, ProblemException {
        Fields body = Fields.ofBody(request);
        body.allowOnly(Set.of("address"));
        EmailAddress address = body.read("address", EmailAddress::parse);
        if (address == null) {
            throw new InvalidInputException("address", "address is missing");
        }
        return address;
    }

    /** Streams the deliveries: a person may have thousands, with thousands of events each. */
    private void export(EmailAddress address, HttpServletResponse response) throws IOException {
        JsonObject preferences =
                PersonJson.preferences(store.persons().person(address)).build();
        List<DeliveryId> deliveries = store.persons().deliveries(address);
        response.setContentType("application/json");
        JsonGenerator json = Json.PROVIDER.createGenerator(response.getOutputStream());
        json.writeStartObject().write("address", address.toString());
        preferences.forEach(json::write);
        json.writeStartArray("deliveries");
        for (DeliveryId id : deliveries) {
            store.delivery(id).ifPresent(delivery -> json.write(export(delivery).build()));
        }
        // Not in a finally block: a truncated export must not look complete.
        json.writeEnd().writeEnd().close();
    }

    private JsonObjectBuilder export(Delivery delivery) {
        JsonArrayBuilder events = Json.PROVIDER.createArrayBuilder();
        store.events(delivery.id(), MAX_EVENTS).forEach(event -> events.add(ActivityJson.facts(event)));
        JsonObjectBuilder exported = DeliveriesServlet.json(delivery).add("events", events);
        MessagePreview.recipientDetails(delivery.id(), store.messages())
                .ifPresent(kept -> exported.add("name", kept.name())
                        .add("data", Json.PROVIDER.createObjectBuilder(kept.data()))
                        .add("metadata", Json.PROVIDER.createObjectBuilder(Map.copyOf(kept.metadata()))));
        return exported;
    }

    private JsonObjectBuilder erase(EmailAddress address) {
        Persons.ErasureResult erased = store.persons().erase(address);
        return Json.object()
                .add("known", erased.person())
                .add("deliveries", erased.deliveries())
                .add("events", erased.events());
    }
}
