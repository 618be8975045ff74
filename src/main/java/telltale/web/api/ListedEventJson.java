package telltale.web.api;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.assessment.EventVerdicts;
import telltale.assessment.JudgedEvent;
import telltale.judging.MailClient;
import telltale.model.Client;
import telltale.model.Event;
import telltale.model.Verdict;
import telltale.web.http.Json;
import telltale.web.http.JsonName;
import telltale.web.http.RecordJson;

/**
 * The JSON of an event in lists, exports and the stream: without addresses, for every role.
 *
 * @param recipient the masked address
 * @param network the kind of network
 * @param client what the request says about the client
 * @param via {@code view} for a click on the web page of the message
 * @param verdict null if it is not among the newest events of its delivery, which alone are judged
 */
record ListedEventJson(
        String id,
        Instant at,
        String kind,
        String delivery,
        @Nullable String campaign,
        String recipient,
        int link,
        String network,
        ClientJson client,
        Optional<String> via,
        @Nullable VerdictJson verdict) {
    static final List<String> CSV_HEADER = List.of(
            "id",
            "at",
            "kind",
            "delivery",
            "campaign",
            "recipient",
            "link",
            "network",
            "client",
            "device",
            "via",
            "class",
            "confidence",
            "reasons",
            "ruleset");

    /** The program and the device. */
    record ClientJson(String family, String device) {}

    /** Who or what caused the event. */
    record VerdictJson(@JsonName("class") String type, String confidence, List<String> reasons, String ruleset) {
        static VerdictJson of(Verdict verdict, EventVerdicts verdicts) {
            return new VerdictJson(
                    verdict.type().wireName(),
                    verdict.confidence().wireName(),
                    verdicts.explain(verdict),
                    verdict.ruleset());
        }
    }

    static ListedEventJson of(JudgedEvent judged, EventVerdicts verdicts) {
        Event event = judged.stored().event();
        MailClient client = MailClient.of(event);
        Verdict verdict = judged.verdict();
        return new ListedEventJson(
                event.id().toString(),
                event.at(),
                event.kind().wireName(),
                Objects.requireNonNull(event.delivery(), "anonymous events are not listed")
                        .toString(),
                judged.stored().campaign(),
                judged.stored().recipient().masked(),
                event.link(),
                event.network().kind().wireName(),
                new ClientJson(client.family(), client.device()),
                Optional.of("view").filter(view -> event.client().has(Client.Flag.VIEW)),
                verdict == null ? null : VerdictJson.of(verdict, verdicts));
    }

    /** The JSON on one line. */
    static String line(JudgedEvent judged, EventVerdicts verdicts) {
        return RecordJson.object(of(judged, verdicts)).toString();
    }

    /** The cells of a line of CSV. */
    List<String> cells() {
        VerdictJson known = verdict;
        return Stream.of(
                        id,
                        Json.text(at),
                        kind,
                        delivery,
                        campaign == null ? "" : campaign,
                        recipient,
                        link,
                        network,
                        client.family,
                        client.device,
                        via.orElse(""),
                        known == null ? "" : known.type,
                        known == null ? "" : known.confidence,
                        known == null ? "" : String.join(" ", known.reasons),
                        known == null ? "" : known.ruleset)
                .map(Object::toString)
                .toList();
    }
}
