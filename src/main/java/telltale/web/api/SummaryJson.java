package telltale.web.api;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import telltale.assessment.Assessment;
import telltale.assessment.AssessmentService;
import telltale.model.Event;
import telltale.model.Verdict;
import telltale.store.EventSummary;
import telltale.web.http.JsonName;

/**
 * The JSON of events that have no rows any more, and are alike.
 *
 * @param agent what was kept of the user agent
 * @param events how many they were
 */
record SummaryJson(
        String kind,
        int link,
        @JsonName("class") String type,
        String confidence,
        List<String> reasons,
        String agent,
        int events,
        Instant firstAt,
        Instant lastAt) {
    private record Alike(String kind, int link, Verdict verdict, String agent) {}

    /** The summaries among the judged events of a delivery, oldest first. */
    static List<SummaryJson> of(Assessment assessed, AssessmentService assessment) {
        Map<Alike, SummaryJson> summaries = new LinkedHashMap<>();
        for (int i = 0; i < assessed.verdicts().size(); i++) {
            Event event = assessed.evidence().events().get(i);
            if (EventSummary.has(event)) {
                Verdict verdict = assessed.verdicts().get(i);
                Alike alike = new Alike(
                        event.kind().wireName(),
                        event.link(),
                        verdict,
                        event.client().agent());
                summaries.merge(alike, of(alike, event.at(), assessment), SummaryJson::plus);
            }
        }
        return List.copyOf(summaries.values());
    }

    private static SummaryJson of(Alike alike, Instant at, AssessmentService assessment) {
        return new SummaryJson(
                alike.kind,
                alike.link,
                alike.verdict.type().wireName(),
                alike.verdict.confidence().wireName(),
                assessment.explain(alike.verdict),
                alike.agent,
                1,
                at,
                at);
    }

    private SummaryJson plus(SummaryJson later) {
        return new SummaryJson(
                kind, link, type, confidence, reasons, agent, events + later.events, firstAt, later.lastAt);
    }
}
