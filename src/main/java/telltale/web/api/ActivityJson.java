package telltale.web.api;

import jakarta.json.JsonObjectBuilder;
import telltale.assessment.AssessmentService;
import telltale.judging.MailClient;
import telltale.model.Client;
import telltale.model.Event;
import telltale.model.Verdict;
import telltale.store.Judgement.VerdictCounts;
import telltale.web.http.Json;

/** What was seen of a delivery, as the API says it. */
final class ActivityJson {
    private ActivityJson() {}

    /**
     * @param total all that was counted; what was not judged is unknown
     */
    static JsonObjectBuilder counts(long total, VerdictCounts seen) {
        return Json.object()
                .add("total", total)
                .add("people", seen.people())
                .add("machines", seen.machines())
                .add("unknown", Math.max(0, total - seen.people() - seen.machines()))
                .add("firstPersonAt", Json.instant(seen.firstPersonAt()));
    }

    /** The facts of an event, as they are stored. */
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

    /** The facts, and what they mean. */
    static JsonObjectBuilder event(Event event, Verdict verdict, AssessmentService verdicts) {
        JsonObjectBuilder json = facts(event)
                .add("class", verdict.type().word())
                .add("confidence", verdict.confidence().word())
                .add("reasons", Json.PROVIDER.createArrayBuilder(verdicts.inWords(verdict)))
                .add("rules", Json.PROVIDER.createArrayBuilder(verdict.reasons()))
                .add("ruleset", verdict.ruleset());
        return verdict.type().isPerson() ? json.addAll(reader(MailClient.of(event.client()))) : json;
    }

    private static JsonObjectBuilder reader(MailClient reader) {
        return Json.object().add("reader", reader.family()).add("device", reader.device());
    }
}
