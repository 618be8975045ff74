package telltale.web.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import telltale.assessment.AssessmentService;
import telltale.judging.MailClient;
import telltale.model.Client;
import telltale.model.Event;
import telltale.model.Verdict;
import telltale.web.http.JsonName;
import telltale.web.http.Unwrapped;

/**
 * The JSON of an event's stored facts.
 *
 * @param reduced true if {@code agent} is what was kept of the user agent; otherwise absent
 * @param via {@code view} for a click on the web page of the message; empty for the mail itself
 */
record EventJson(
        String id,
        String kind,
        Instant at,
        int link,
        String method,
        String agent,
        Optional<Boolean> reduced,
        String network,
        Optional<String> via) {
    /** The facts of an event with its verdict. */
    record Judged(
            @Unwrapped EventJson facts,
            @JsonName("class") String type,
            String confidence,
            List<String> reasons,
            List<String> rules,
            String ruleset,
            @Unwrapped Optional<Reader> reader) {}

    /** The mail client of a person. */
    record Reader(String reader, String device) {
        static Reader of(MailClient client) {
            return new Reader(client.family(), client.device());
        }
    }

    static EventJson of(Event event) {
        boolean isHead = event.client().has(Client.Flag.HEAD);
        return new EventJson(
                event.id().toString(),
                event.kind().wireName(),
                event.at(),
                event.link(),
                isHead ? "HEAD" : "GET",
                event.client().agent(),
                Optional.of(true).filter(yes -> event.frozen() != null),
                event.network().text(),
                Optional.of("view").filter(view -> event.client().has(Client.Flag.VIEW)));
    }

    static Judged of(Event event, Verdict verdict, AssessmentService assessment) {
        return new Judged(
                of(event),
                verdict.type().wireName(),
                verdict.confidence().wireName(),
                assessment.explain(verdict),
                verdict.reasons(),
                verdict.ruleset(),
                verdict.type().isPerson() ? Optional.of(Reader.of(MailClient.of(event))) : Optional.empty());
    }
}
