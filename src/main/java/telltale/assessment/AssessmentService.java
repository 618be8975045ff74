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

/** Says what stored events mean, and the deliveries that they belong to: by one ruleset, and by persons who know better. */
public final class AssessmentService {
    private static final Logger log = LoggerFactory.getLogger(AssessmentService.class);
    private static final String CORRECTED = "corrected";
    /** Who runs mail servers for everybody, under domains of their own, too. */
    private static final Set<Provider> CONSUMERS = Set.of(Provider.YAHOO, Provider.APPLE);

    private static final String CORRECTED_IN_WORDS = "A person said so.";

    private static final String NOT_JUDGED = "not-judged";
    private static final String NOT_JUDGED_IN_WORDS =
            "Judging it failed, and the log has the reason. Rejudging tries it again.";
    /** Ends the version in verdicts of a delivery that could not be judged: so rejudging finds them. */
    private static final String FAILED = "+failed";

    private final Ruleset ruleset;
    private final Supplier<Networks> networks;
    private final ConsumerDomains consumers = ConsumerDomains.builtIn();
    private final Map<String, Rule> rules;
    private final Consumer<? super Throwable> failures;
    private final Rules judging;

    /** What says what the events of a delivery mean, by their facts. */
    @FunctionalInterface
    interface Rules {
        List<Verdict> judgeAll(List<EventFacts> events, DeliveryContext circumstances, String version);
    }

    /** Verdicts whose failures are only logged. */
    public AssessmentService(Ruleset ruleset, Supplier<Networks> networks) {
        this(ruleset, networks, failed -> log.error("A delivery could not be judged", failed));
    }

    /**
     * @param networks where addresses lie by the lists of today
     * @param failures takes what a rule threw; the events of that delivery are unknown then
     */
    public AssessmentService(Ruleset ruleset, Supplier<Networks> networks, Consumer<? super Throwable> failures) {
        this(
                ruleset,
                networks,
                failures,
                (events, circumstances, version) -> new Judge(ruleset, version).judgeAll(events, circumstances));
    }

    AssessmentService(
            Ruleset ruleset, Supplier<Networks> networks, Consumer<? super Throwable> failures, Rules judging) {
        this.judging = judging;
        this.ruleset = ruleset;
        this.networks = networks;
        this.failures = failures;
        this.rules = ruleset.rules().stream().collect(Collectors.toMap(Rule::id, Function.identity()));
    }

    /** The version of the rules, and what tells the lists of networks from those that Telltale brings along. */
    public String ruleset() {
        return version(networks.get());
    }

    private String version(Networks today) {
        return today.edition().isEmpty() ? ruleset.version() : ruleset.version() + "+" + today.edition();
    }

    /** What the events of a delivery mean, in their order. */
    public List<Verdict> of(Evidence evidence) {
        return assess(evidence).verdicts;
    }

    /** The verdicts on a delivery's events, and the version of what they rest on. */
    private record Assessment(String version, List<Verdict> verdicts) {}

    /** A rule that fails on one delivery leaves its events unknown, and the judging of all others goes on. */
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
        return judging.judgeAll(facts, new DeliveryContext(evidence.acceptedAt(), evidence.provider()), version);
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

    /** What a delivery's events come to. The order in which they arrived does not matter. */
    public Judgement judgement(Evidence evidence) {
        Assessment assessment = assess(evidence);
        List<Verdict> verdicts = assessment.verdicts;
        VerdictCounts opens = VerdictCounts.NONE;
        VerdictCounts clicks = VerdictCounts.NONE;
        EngagementLevel rung = evidence.acceptedAt() == null ? EngagementLevel.SENT : EngagementLevel.ACCEPTED;
        for (int i = 0; i < verdicts.size(); i++) {
            Event event = evidence.events().get(i);
            Verdict verdict = verdicts.get(i);
            if (scope(event) == Scope.CLICK) {
                clicks = clicks.plus(counted(verdict), event.at());
                rung = rung.or(EngagementLevel.ofClick(verdict));
            } else {
                opens = opens.plus(counted(verdict), event.at());
                rung = rung.or(EngagementLevel.ofOpen(verdict));
            }
        }
        return new Judgement(
                assessment.version, opens, clicks, rung, cell(evidence, verdicts), scannedAt(evidence, verdicts));
    }

    /** What the visits of each link come to, by the links' numbers. */
    public Map<Integer, VerdictCounts> links(Evidence evidence) {
        List<Verdict> verdicts = of(evidence);
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

    /** What is only suspected is shown with its event, and counts for nothing. */
    private static VerdictClass counted(Verdict verdict) {
        return verdict.confidence() == Confidence.SUSPECTED ? VerdictClass.UNKNOWN : verdict.type();
    }

    /** The reasons of a verdict as sentences; those of rules that are gone, as they were called. */
    public List<String> inWords(Verdict verdict) {
        return verdict.reasons().stream().map(this::sentence).toList();
    }

    private String sentence(String reason) {
        Rule rule = rules.get(reason);
        if (rule != null) {
            return rule.reason();
        }
        return switch (reason) {
            case CORRECTED -> CORRECTED_IN_WORDS;
            case NOT_JUDGED -> NOT_JUDGED_IN_WORDS;
            default -> reason;
        };
    }

    private static Verdict correction(VerdictClass type, String version) {
        return new Verdict(type, Confidence.CERTAIN, List.of(CORRECTED), version);
    }

    /**
     * When a scanner was last certain that speaks for the whole domain: one that a company or a school has put before the
     * mailboxes of all its people, and not one of a single mailbox among millions.
     */
    private @Nullable Instant scannedAt(Evidence evidence, List<Verdict> verdicts) {
        if (CONSUMERS.contains(evidence.provider()) || consumers.contains(evidence.domain())) {
            return null;
        }
        Instant last = null;
        for (int i = 0; i < verdicts.size(); i++) {
            Verdict verdict = verdicts.get(i);
            Instant at = evidence.events().get(i).at();
            boolean proves = verdict.type() == VerdictClass.SCANNER && verdict.confidence() == Confidence.CERTAIN;
            last = proves && (last == null || at.isAfter(last)) ? at : last;
        }
        return last;
    }

    /**
     * A scanner that left a trace examines what else comes to this recipient's mail, so nothing seen of it counts; nor of
     * others in a domain where one is certain.
     */
    private static @Nullable Integer cell(Evidence evidence, List<Verdict> verdicts) {
        if (evidence.acceptedAt() == null) {
            return null;
        }
        boolean leftATrace = verdicts.stream()
                .anyMatch(verdict ->
                        verdict.type() == VerdictClass.SCANNER && verdict.confidence() != Confidence.SUSPECTED);
        MeasurementBucket cell = MeasurementBucket.unseen(
                evidence.isTracked(), leftATrace || evidence.isDomainScanned(), evidence.provider());
        for (int i = 0; i < verdicts.size(); i++) {
            cell = cell.after(scope(evidence.events().get(i)), verdicts.get(i));
        }
        return cell.number();
    }

    private static EventFacts facts(Event event, Networks today) {
        return new EventFacts(scope(event), event.link(), event.at(), event.client(), today.again(event.network()));
    }

    private static Scope scope(Event event) {
        return event.kind() == EventKind.CLICK ? Scope.CLICK : Scope.OPEN;
    }
}
