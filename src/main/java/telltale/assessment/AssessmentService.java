package telltale.assessment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.judging.DeliveryContext;
import telltale.judging.EventFacts;
import telltale.judging.Judge;
import telltale.judging.Networks;
import telltale.judging.ReducedAgent;
import telltale.judging.Rule;
import telltale.judging.Ruleset;
import telltale.judging.Scope;
import telltale.model.Confidence;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.FrozenVerdict;
import telltale.model.Hit;
import telltale.model.Network;
import telltale.model.Verdict;
import telltale.model.VerdictClass;
import telltale.store.AgentReduction;
import telltale.store.AgentReduction.ReducedEvent;
import telltale.store.Evidence;
import telltale.store.Judgement;

/** Assesses stored events and their deliveries, by one ruleset and by manual corrections. */
public final class AssessmentService implements AgentReduction.Reducer {
    private static final Logger log = LoggerFactory.getLogger(AssessmentService.class);
    private static final String CORRECTED = "corrected";
    private static final String CORRECTED_EXPLANATION = "Corrected by a person.";
    private static final String NOT_JUDGED = "not-judged";
    private static final String NOT_JUDGED_EXPLANATION =
            "Judging this event failed; the log has the cause. Rejudging tries again.";
    /** The suffix of the version in verdicts of a delivery that could not be judged, so that rejudging finds them. */
    private static final String FAILED = "+failed";

    private final Ruleset ruleset;
    private final Supplier<Networks> networks;
    private final Map<String, Rule> rules;
    private final Consumer<? super Throwable> failures;
    private final RuleEngine engine;

    /** Judges the events of a delivery by their facts. */
    @FunctionalInterface
    interface RuleEngine {
        List<Verdict> judgeAll(List<EventFacts> events, DeliveryContext delivery, String version);
    }

    /** Creates a service that logs failures. */
    public AssessmentService(Ruleset ruleset, Supplier<Networks> networks) {
        this(ruleset, networks, failed -> log.error("A delivery could not be judged", failed));
    }

    /**
     * @param networks the network lists in effect
     * @param failures is passed exceptions of rules; the events of that delivery are then unknown
     */
    public AssessmentService(Ruleset ruleset, Supplier<Networks> networks, Consumer<? super Throwable> failures) {
        this(
                ruleset,
                networks,
                failures,
                (events, delivery, version) -> new Judge(ruleset, version).judgeAll(events, delivery));
    }

    AssessmentService(
            Ruleset ruleset, Supplier<Networks> networks, Consumer<? super Throwable> failures, RuleEngine engine) {
        this.engine = engine;
        this.ruleset = ruleset;
        this.networks = networks;
        this.failures = failures;
        this.rules = ruleset.rules().stream().collect(Collectors.toMap(Rule::id, Function.identity()));
    }

    /** The version of the ruleset, followed by the edition of the network lists if they are not the built-in ones. */
    public String rulesetVersion() {
        return version(networks.get());
    }

    private String version(Networks today) {
        return today.edition().isEmpty() ? ruleset.version() : ruleset.version() + "+" + today.edition();
    }

    /**
     * Judges a delivery's events by one edition of the lists. If a rule fails, the events of this delivery are unknown, and
     * other deliveries are unaffected.
     */
    public Assessment assess(Evidence evidence) {
        Networks today = networks.get();
        String version = version(today);
        try {
            return corrected(evidence, version, judge(evidence, today, version));
        } catch (RuntimeException | StackOverflowError failed) {
            failures.accept(failed);
            Verdict unknown =
                    new Verdict(VerdictClass.UNKNOWN, Confidence.SUSPECTED, List.of(NOT_JUDGED), version + FAILED);
            return corrected(
                    evidence,
                    version + FAILED,
                    Collections.nCopies(evidence.events().size(), unknown));
        }
    }

    private List<Verdict> judge(Evidence evidence, Networks today, String version) {
        List<EventFacts> facts =
                evidence.events().stream().map(event -> facts(event, today)).toList();
        List<Verdict> judged =
                engine.judgeAll(facts, new DeliveryContext(evidence.acceptedAt(), evidence.provider()), version);
        List<Verdict> verdicts = new ArrayList<>(judged.size());
        for (int i = 0; i < judged.size(); i++) {
            FrozenVerdict frozen = evidence.events().get(i).frozen();
            verdicts.add(frozen == null ? judged.get(i) : frozen.verdict());
        }
        return verdicts;
    }

    /** Whether a request alone shows that a person opened or clicked; false if a rule fails. */
    public boolean isByPerson(Event event) {
        Networks today = networks.get();
        return isByPerson(facts(event, today), today);
    }

    /** The same for a hit that is not stored. */
    public boolean isByPerson(Hit hit) {
        Networks today = networks.get();
        Network network = hit.address() == null ? Network.UNKNOWN : today.classify(hit.address());
        Scope scope = hit.kind() == EventKind.CLICK ? Scope.CLICK : Scope.OPEN;
        return isByPerson(new EventFacts(scope, hit.link(), hit.at(), hit.client(), network), today);
    }

    private boolean isByPerson(EventFacts facts, Networks today) {
        try {
            Verdict verdict = engine.judgeAll(List.of(facts), DeliveryContext.UNKNOWN, version(today))
                    .get(0);
            return verdict.type().counted(verdict.confidence()).isPerson();
        } catch (RuntimeException | StackOverflowError failed) {
            failures.accept(failed);
            return false;
        }
    }

    private static Assessment corrected(Evidence evidence, String version, List<Verdict> judged) {
        List<Verdict> verdicts = new ArrayList<>(judged.size());
        for (int i = 0; i < judged.size(); i++) {
            VerdictClass corrected =
                    evidence.corrections().get(evidence.events().get(i).id());
            verdicts.add(corrected == null ? judged.get(i) : correction(corrected, version));
        }
        return new Assessment(evidence, version, verdicts);
    }

    /**
     * What stays of the events of a delivery that are judged by their facts: the verdict by the rules, whatever a person corrected, and
     * the reduced client.
     *
     * @return by the ids of the events
     */
    @Override
    public Map<UUID, ReducedEvent> reduced(Evidence evidence) {
        Assessment assessed = assess(evidence.uncorrected());
        Map<UUID, ReducedEvent> reduced = new HashMap<>();
        for (int i = 0; i < evidence.events().size(); i++) {
            Event event = evidence.events().get(i);
            if (event.frozen() == null) {
                reduced.put(event.id(), reduced(event, assessed.verdicts().get(i), assessed.isRepeated(i)));
            }
        }
        return reduced;
    }

    /** What stays of an event that is not judged: of no delivery, or not among the latest of its delivery. */
    @Override
    public ReducedEvent reduced(Event event) {
        Verdict none = new Verdict(VerdictClass.UNKNOWN, Confidence.SUSPECTED, List.of(NOT_JUDGED), rulesetVersion());
        return reduced(event, none, false);
    }

    private static ReducedEvent reduced(Event event, Verdict verdict, boolean isRepeated) {
        return new ReducedEvent(ReducedAgent.of(event.client(), verdict), new FrozenVerdict(verdict, isRepeated));
    }

    /** Summarizes a delivery's events, as {@link Assessment#judgement}. */
    public Judgement judgement(Evidence evidence) {
        return assess(evidence).judgement();
    }

    /** The reasons of a verdict as sentences; for rules that no longer exist, their ids. */
    public List<String> explain(Verdict verdict) {
        return verdict.reasons().stream().map(this::explain).toList();
    }

    private String explain(String reason) {
        Rule rule = rules.get(reason);
        if (rule != null) {
            return rule.reason();
        }
        return switch (reason) {
            case CORRECTED -> CORRECTED_EXPLANATION;
            case NOT_JUDGED -> NOT_JUDGED_EXPLANATION;
            default -> reason;
        };
    }

    private static Verdict correction(VerdictClass type, String version) {
        return new Verdict(type, Confidence.CERTAIN, List.of(CORRECTED), version);
    }

    private static EventFacts facts(Event event, Networks today) {
        FrozenVerdict frozen = event.frozen();
        return new EventFacts(
                Assessment.scope(event),
                event.link(),
                event.at(),
                event.client(),
                today.reclassify(event.network()),
                frozen == null ? null : frozen.verdict().reasons().get(0));
    }
}
