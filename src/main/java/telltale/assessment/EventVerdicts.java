package telltale.assessment;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import telltale.model.DeliveryId;
import telltale.model.Verdict;
import telltale.store.Evidence;
import telltale.store.Judgements;
import telltale.store.StoredEvent;

/** The verdicts on events of several deliveries, by the facts stored now. */
public final class EventVerdicts {
    private final Judgements judgements;
    private final AssessmentService assessment;

    public EventVerdicts(Judgements judgements, AssessmentService assessment) {
        this.judgements = judgements;
        this.assessment = assessment;
    }

    /** Judges events, in their order; each delivery is judged once. */
    public List<JudgedEvent> judge(List<StoredEvent> events) {
        List<DeliveryId> deliveries = events.stream()
                .map(stored -> stored.event().delivery())
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        Map<UUID, Verdict> verdicts = new HashMap<>();
        for (Evidence evidence : deliveries.isEmpty()
                ? List.<Evidence>of()
                : judgements.evidence(deliveries).values()) {
            List<Verdict> found = assessment.assess(evidence).verdicts();
            for (int i = 0; i < found.size(); i++) {
                verdicts.put(evidence.events().get(i).id(), found.get(i));
            }
        }
        return events.stream()
                .map(stored ->
                        new JudgedEvent(stored, verdicts.get(stored.event().id())))
                .toList();
    }

    /** The reasons of a verdict as sentences. */
    public List<String> explain(Verdict verdict) {
        return assessment.explain(verdict);
    }
}
