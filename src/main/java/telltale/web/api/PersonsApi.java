package telltale.web.api;

import jakarta.json.JsonObject;
import jakarta.json.stream.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.InvalidInputException;
import telltale.sending.MessagePreview;
import telltale.store.Consents.Entry;
import telltale.store.Persons;
import telltale.store.ReportQuery;
import telltale.store.Store;
import telltale.web.http.Fields;
import telltale.web.http.Identity;
import telltale.web.http.Json;
import telltale.web.http.ProblemException;
import telltale.web.http.RecordJson;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;
import telltale.web.http.Unwrapped;

/**
 * {@code POST /api/v1/persons/export} and {@code /erase}: exports or erases all data stored about a person (GDPR
 * articles 15, 17 and 20). The address is in the body, so that it does not appear in access logs.
 */
public final class PersonsApi {
    /** More events than a delivery can have in ten days at the aggregation limit. */
    private static final int MAX_EVENTS = 10_000;

    private static final int MAX_REPORTS = 1_000;
    private static final int MAX_CONSENTS = 10_000;

    private final Store store;

    public PersonsApi(Store store) {
        this.store = store;
    }

    /** Exports a person's data as a stream: a person may have thousands of deliveries, with thousands of events each. */
    public Response export(RoutedRequest request) throws IOException, ProblemException {
        request.query();
        EmailAddress address = address(request, request.body("address"));
        JsonObject preferences = RecordJson.object(
                PersonJson.of(store.persons().person(address), store.persons().topics(address)));
        List<DeliveryId> deliveries = store.persons().deliveries(address);
        List<Entry> consents = store.consents().page(address, 0, MAX_CONSENTS);
        Identity identity = Identity.of(request.http());
        return response -> {
            response.setContentType("application/json");
            JsonGenerator json = Json.PROVIDER.createGenerator(response.getOutputStream());
            json.writeStartObject().write("address", address.toString());
            preferences.forEach(json::write);
            json.writeStartArray("consents");
            consents.forEach(entry -> json.write(RecordJson.object(ConsentJson.DecisionJson.of(entry))));
            json.writeEnd();
            json.writeStartArray("deliveries");
            for (DeliveryId id : deliveries) {
                store.delivery(id).ifPresent(delivery -> json.write(RecordJson.object(exported(delivery, identity))));
            }
            // Not in a finally block: a truncated export must not look complete.
            json.writeEnd().writeEnd().close();
        };
    }

    /** Erases a person's data; with {@code keepConsents=true} not the entries of the consent ledger. */
    public Response erase(RoutedRequest request) throws IOException, ProblemException {
        request.query();
        Fields body = request.body("address", "keepConsents");
        Persons.ErasureResult erased = store.persons().erase(address(request, body), body.isTrue("keepConsents"));
        return Response.json(new Erased(erased.person(), erased.deliveries(), erased.events(), erased.consents()));
    }

    private static EmailAddress address(RoutedRequest request, Fields body) {
        EmailAddress address = body.read("address", EmailAddress::parse);
        if (address == null) {
            throw new InvalidInputException("address", "address is missing");
        }
        request.concerns(address);
        return address;
    }

    private Exported exported(Delivery delivery, Identity identity) {
        return new Exported(
                DeliveryJson.of(delivery, identity),
                store.events(delivery.id(), MAX_EVENTS).stream()
                        .map(EventJson::of)
                        .toList(),
                store.reports().find(ReportQuery.of(delivery.id(), MAX_REPORTS)).stream()
                        .map(report -> ReportJson.of(report, identity))
                        .toList(),
                AttemptJson.of(store.outbox().history(delivery.id()), identity),
                MessagePreview.recipientDetails(delivery.id(), store.messages()));
    }

    private record Exported(
            @Unwrapped DeliveryJson delivery,
            List<EventJson> events,
            List<ReportJson> reports,
            List<AttemptJson> attempts,
            @Unwrapped Optional<MessagePreview.RecipientDetails> recipient) {}

    private record Erased(boolean known, int deliveries, int events, int consents) {}
}
