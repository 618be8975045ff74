package telltale.web.api;

import jakarta.json.JsonObject;
import jakarta.json.stream.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.assessment.Assessment;
import telltale.assessment.AssessmentService;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.Event;
import telltale.model.Verdict;
import telltale.sending.MessagePreview;
import telltale.store.DeliveryActivity;
import telltale.store.ReportQuery;
import telltale.store.Store;
import telltale.web.api.ConsentJson.DecisionJson;
import telltale.web.api.ConsentJson.RequestJson;
import telltale.web.api.ListedEventJson.VerdictJson;
import telltale.web.http.Identity;
import telltale.web.http.Json;
import telltale.web.http.JsonName;
import telltale.web.http.RecordJson;
import telltale.web.http.Unwrapped;
import telltale.web.recipient.PersonPage;

/**
 * All data about a person, as JSON or as a page. It is written mail by mail: a person may have thousands of them, with
 * thousands of events each.
 */
final class PersonExport {
    /** More events than a delivery can have in ten days at the aggregation limit. */
    private static final int MAX_EVENTS = 10_000;

    private static final int MAX_REPORTS = 1_000;
    private static final int MAX_CONSENTS = 10_000;
    /** The version of the format, which changes when a member changes its meaning or is removed. */
    private static final int VERSION = 1;

    private final Store store;
    private final AssessmentService assessment;
    private final Identity identity;
    private final List<DeliveryId> deliveries;
    private final JsonObject person;

    /** Reads all but the mails. */
    PersonExport(Store store, AssessmentService assessment, EmailAddress address, Identity identity, Instant now) {
        this.store = store;
        this.assessment = assessment;
        this.identity = identity;
        this.deliveries = store.persons().deliveries(address);
        this.person = RecordJson.object(new PersonData(
                VERSION,
                now,
                address.toString(),
                PersonJson.of(store.persons().person(address), store.persons().topics(address)),
                store.persons().rights().restrictedSince(address).orElse(null),
                store.persons().activity().of(address),
                PersonPage.dataClasses().stream()
                        .map(one -> new DataClassJson(one.name(), one.source()))
                        .toList(),
                store.consents().page(address, 0, MAX_CONSENTS).stream()
                        .map(DecisionJson::of)
                        .toList(),
                store.consents().requests().of(address).map(RequestJson::of)));
    }

    /** Writes it as JSON. */
    void writeJson(OutputStream out) {
        JsonGenerator json = Json.PROVIDER.createGenerator(out);
        json.writeStartObject();
        person.forEach(json::write);
        json.writeStartArray("deliveries");
        for (DeliveryId id : deliveries) {
            delivery(id).ifPresent(json::write);
        }
        // Not in a finally block: a truncated export must not look complete.
        json.writeEnd().writeEnd().close();
    }

    /** Writes it as a page. */
    void writePage(OutputStream out, PersonPage page) throws IOException {
        Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        page.begin(writer, person);
        for (DeliveryId id : deliveries) {
            Optional<JsonObject> delivery = delivery(id);
            if (delivery.isPresent()) {
                page.delivery(writer, delivery.get());
            }
        }
        page.end(writer, deliveries.isEmpty());
        writer.flush();
    }

    private Optional<JsonObject> delivery(DeliveryId id) {
        return store.delivery(id).map(delivery -> RecordJson.object(exported(delivery)));
    }

    private Exported exported(Delivery delivery) {
        Optional<Assessment> assessed =
                store.activity(delivery.id()).map(DeliveryActivity::evidence).map(assessment::assess);
        Map<UUID, Verdict> verdicts = assessed.map(PersonExport::verdicts).orElse(Map.of());
        return new Exported(
                DeliveryJson.of(delivery, identity),
                store.events(delivery.id(), MAX_EVENTS).stream()
                        .map(event -> new ExportedEvent(
                                EventJson.of(event),
                                Optional.ofNullable(verdicts.get(event.id())).map(this::verdict)))
                        .toList(),
                assessed.map(all -> SummaryJson.of(all, assessment)).orElse(List.of()),
                store.reports().find(ReportQuery.of(delivery.id(), MAX_REPORTS)).stream()
                        .map(report -> ReportJson.of(report, identity))
                        .toList(),
                AttemptJson.of(store.outbox().history(delivery.id()), identity),
                MessagePreview.recipientDetails(delivery.id(), store.messages()));
    }

    /** The verdicts by the events' ids; the newest events alone have one. */
    private static Map<UUID, Verdict> verdicts(Assessment assessed) {
        Map<UUID, Verdict> verdicts = new HashMap<>();
        List<Event> events = assessed.evidence().events();
        for (int i = 0; i < events.size(); i++) {
            verdicts.put(events.get(i).id(), assessed.verdicts().get(i));
        }
        return verdicts;
    }

    private VerdictJson verdict(Verdict verdict) {
        return new VerdictJson(
                verdict.type().wireName(),
                verdict.confidence().wireName(),
                assessment.explain(verdict),
                verdict.ruleset());
    }

    /**
     * The members of an export before the mails.
     *
     * @param restrictedAt since when the data is only stored, or null
     * @param activeOn when the person last opened mail under the profile hygiene; absent if that is not stored
     */
    private record PersonData(
            int version,
            Instant exportedAt,
            String address,
            @Unwrapped PersonJson preferences,
            @Nullable Instant restrictedAt,
            Optional<LocalDate> activeOn,
            List<DataClassJson> dataClasses,
            List<DecisionJson> consents,
            Optional<RequestJson> consentRequest) {}

    private record DataClassJson(@JsonName("class") String name, String source) {}

    private record ExportedEvent(
            @Unwrapped EventJson facts, @Unwrapped Optional<VerdictJson> verdict) {}

    private record Exported(
            @Unwrapped DeliveryJson delivery,
            List<ExportedEvent> events,
            List<SummaryJson> summaries,
            List<ReportJson> reports,
            List<AttemptJson> attempts,
            @Unwrapped Optional<MessagePreview.RecipientDetails> recipient) {}
}
