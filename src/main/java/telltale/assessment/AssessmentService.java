package telltale.assessment;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.judging.ConsumerDomains;
import telltale.judging.DeliveryContext;
import telltale.judging.EventFacts;
import telltale.judging.Judge;
import telltale.judging.MeasurementBucket;
import telltale.judging.Networks;
import telltale.judging.Rule;
import telltale.judging.Ruleset;
import telltale.judging.Scope;
import telltale.model.Confidence;
import telltale.model.EngagementLevel;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Provider;
import telltale.model.Verdict;
import telltale.model.VerdictClass;
import telltale.store.Evidence;
import telltale.store.Judgement;
import telltale.store.Judgement.VerdictCounts;

/** Assesses stored events and their deliveries, by one ruleset and by manual corrections. */
public final class AssessmentService {
    private static final Logger log = LoggerFactory.getLogger(AssessmentService.class);
    private static final String CORRECTED = "corrected";
    /** Providers that are open to anyone and also host custom domains. */
    private static final Set<Provider> CONSUMER_PROVIDERS = Set.of(Provider.YAHOO, Provider.APPLE);

    private static final String CORRECTED_EXPLANATION = "Corrected by a person.";
    private static final String NOT_JUDGED = "not-judged";
    private static final String NOT_JUDGED_EXPLANATION =
            "Judging this event failed; the log has the cause. Rejudging tries again.";
    /** The suffix of the version in verdicts of a delivery that could not be judged, so that rejudging finds them. */
    private static final String FAILED = "+failed";

    private final Ruleset ruleset;
    private final Supplier<Networks> networks;
    private final ConsumerDomains consumerDomains = ConsumerDomains.builtIn();
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

    /** The verdicts on a delivery's events, in their order. */
    public List<Verdict> verdicts(Evidence evidence) {
        return assess(evidence).verdicts;
    }

    /** The verdicts on a delivery's events, and the version of the rules and lists that they are based on. */
    private record Assessment(String version, List<Verdict> verdicts) {}

    /** Judges the events. If a rule fails, the events of this delivery are unknown, and other deliveries are unaffected. */
    private Assessment assess(Evidence evidence) {
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
        return engine.judgeAll(facts, new DeliveryContext(evidence.acceptedAt(), evidence.provider()), version);
    }

    private static Assessment corrected(Evidence evidence, String version, List<Verdict> judged) {
        List<Verdict> verdicts = new ArrayList<>(judged.size());
        for (int i = 0; i < judged.size(); i++) {
            VerdictClass corrected =
                    evidence.corrections().get(evidence.events().get(i).id());
            verdicts.add(corrected == null ? judged.get(i) : correction(corrected, version));
        }
        return new Assessment(version, verdicts);
    }

    /** Summarizes a delivery's events. The order in which they arrived does not matter. */
    public Judgement judgement(Evidence evidence) {
        Assessment assessment = assess(evidence);
        List<Verdict> verdicts = assessment.verdicts;
        VerdictCounts opens = VerdictCounts.NONE;
        VerdictCounts clicks = VerdictCounts.NONE;
        EngagementLevel level = evidence.acceptedAt() == null ? EngagementLevel.SENT : EngagementLevel.ACCEPTED;
        for (int i = 0; i < verdicts.size(); i++) {
            Event event = evidence.events().get(i);
            Verdict verdict = verdicts.get(i);
            if (scope(event) == Scope.CLICK) {
                clicks = clicks.plus(counted(verdict), event.at());
                level = level.max(EngagementLevel.ofClick(verdict));
            } else {
                opens = opens.plus(counted(verdict), event.at());
                level = level.max(EngagementLevel.ofOpen(verdict));
            }
        }
        return new Judgement(
                assessment.version, opens, clicks, level, bucket(evidence, verdicts), scannedAt(evidence, verdicts));
    }

    /** Summarizes the clicks on each link, by link number. */
    public Map<Integer, VerdictCounts> links(Evidence evidence) {
        List<Verdict> verdicts = verdicts(evidence);
        Map<Integer, VerdictCounts> links = new HashMap<>();
        for (int i = 0; i < verdicts.size(); i++) {
            Event event = evidence.events().get(i);
            if (scope(event) == Scope.CLICK) {
                VerdictCounts before = links.getOrDefault(event.link(), VerdictCounts.NONE);
                links.put(event.link(), before.plus(counted(verdicts.get(i)), event.at()));
            }
        }
        return links;
    }

    /** The class to count. A suspected class is shown with its event but not counted. */
    private static VerdictClass counted(Verdict verdict) {
        return verdict.confidence() == Confidence.SUSPECTED ? VerdictClass.UNKNOWN : verdict.type();
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

    /**
     * When a scanner was last detected with certainty that filters the whole domain, as that of a company or school does,
     * rather than one mailbox of a consumer provider; null if never.
     */
    private @Nullable Instant scannedAt(Evidence evidence, List<Verdict> verdicts) {
        if (CONSUMER_PROVIDERS.contains(evidence.provider()) || consumerDomains.contains(evidence.domain())) {
            return null;
        }
        Instant last = null;
        for (int i = 0; i < verdicts.size(); i++) {
            Verdict verdict = verdicts.get(i);
            Instant at = evidence.events().get(i).at();
            boolean certain = verdict.type() == VerdictClass.SCANNER && verdict.confidence() == Confidence.CERTAIN;
            last = certain && (last == null || at.isAfter(last)) ? at : last;
        }
        return last;
    }

    /**
     * The measurement bucket of a delivery, null if it was not accepted. A scanner that left a trace examines all mail of
     * this recipient, so the delivery is quarantined; so are those of a domain with a certain scanner.
     */
    private static @Nullable Integer bucket(Evidence evidence, List<Verdict> verdicts) {
        if (evidence.acceptedAt() == null) {
            return null;
        }
        boolean isScanned = verdicts.stream()
                .anyMatch(verdict ->
                        verdict.type() == VerdictClass.SCANNER && verdict.confidence() != Confidence.SUSPECTED);
        MeasurementBucket bucket = MeasurementBucket.unseen(
                evidence.isTracked(), isScanned || evidence.isDomainScanned(), evidence.provider());
        for (int i = 0; i < verdicts.size(); i++) {
            bucket = bucket.after(scope(evidence.events().get(i)), verdicts.get(i));
        }
        return bucket.number();
    }

    private static EventFacts facts(Event event, Networks today) {
        return new EventFacts(
                scope(event), event.link(), event.at(), event.client(), today.reclassify(event.network()));
    }

    private static Scope scope(Event event) {
        return event.kind() == EventKind.CLICK ? Scope.CLICK : Scope.OPEN;
    }
}
