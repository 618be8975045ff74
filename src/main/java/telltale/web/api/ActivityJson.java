package telltale.web.api;

import jakarta.json.JsonObjectBuilder;
import telltale.assessment.AssessmentService;
import telltale.judging.MailClient;
import telltale.model.Client;
import telltale.model.Event;
import telltale.model.Verdict;
import telltale.store.Judgement.VerdictCounts;
import telltale.web.http.Json;

/** The JSON of a delivery's events and counts. */
final class ActivityJson {
    private ActivityJson() {}

    /**
     * @param total number of counted events; those not judged are unknown
     */
    static JsonObjectBuilder counts(long total, VerdictCounts seen) {
        return Json.object()
                .add("total", total)
                .add("people", seen.people())
                .add("machines", seen.machines())
                .add("unknown", Math.max(0, total - seen.people() - seen.machines()))
                .add("firstPersonAt", Json.instant(seen.firstPersonAt()));
    }

    /** The stored facts of an event. */
    static JsonObjectBuilder facts(Event event) {
        boolean isHead = event.client().flags().contains(Client.Flag.HEAD);
        return Json.object()
                .add("id", event.id().toString())
                .add("kind", event.kind().word())
                .add("at", Json.instant(event.at()))
                .add("link", event.link())
                .add("method", isHead ? "HEAD" : "GET")
                .add("agent", event.client().agent())
                .add("network", event.network().text());
    }

    /** The facts of an event with its verdict. */
    static JsonObjectBuilder event(Event event, Verdict verdict, AssessmentService assessment) {
        JsonObjectBuilder json = facts(event)
                .add("class", verdict.type().word())
                .add("confidence", verdict.confidence().word())
                .add("reasons", Json.PROVIDER.createArrayBuilder(assessment.explain(verdict)))
                .add("rules", Json.PROVIDER.createArrayBuilder(verdict.reasons()))
                .add("ruleset", verdict.ruleset());
        return verdict.type().isPerson() ? json.addAll(reader(MailClient.of(event.client()))) : json;
    }

    private static JsonObjectBuilder reader(MailClient reader) {
        return Json.object().add("reader", reader.family()).add("device", reader.device());
    }
}
