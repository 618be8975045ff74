package telltale.judging;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import telltale.model.Confidence;
import telltale.model.Verdict;

/**
 * Judges events by a ruleset. This is a pure function that takes a few microseconds at most, for any request.
 *
 * <p>Each request is first judged alone, then in the context of the delivery's other events, which are themselves judged
 * alone: no verdict depends on another verdict. So verdicts do not depend on the order in which events arrive, and judging
 * is idempotent.
 */
public final class Judge {
    /** How many other events of a delivery are considered; of more, the latest. */
    public static final int MAX_OTHERS = 100;

    private final Ruleset ruleset;
    private final String version;

    /** Creates a judge whose verdicts have the version of the ruleset. */
    public Judge(Ruleset ruleset) {
        this(ruleset, ruleset.version());
    }

    /** @param version the version in each verdict, of the rules and of the data that the facts were derived from */
    public Judge(Ruleset ruleset, String version) {
        this.ruleset = ruleset;
        this.version = version;
    }

    /**
     * Judges one event.
     *
     * @param others the other events of the same delivery, in any order; of more than {@link #MAX_OTHERS}, the latest count
     */
    public Verdict judge(EventFacts event, DeliveryContext delivery, List<EventFacts> others) {
        List<EventFacts> last = others.size() > MAX_OTHERS ? last(others, MAX_OTHERS) : others;
        return judge(event, delivery, last, other -> ruleOf(requestContext(other, delivery)));
    }

    /**
     * Judges all events of a delivery, each in the context of the latest others.
     *
     * @param events the events in any order
     * @return the verdicts in the same order
     */
    public List<Verdict> judgeAll(List<EventFacts> events, DeliveryContext delivery) {
        Map<EventFacts, Rule> cache = new HashMap<>();
        Function<EventFacts, Rule> rules =
                other -> cache.computeIfAbsent(other, missing -> ruleOf(requestContext(missing, delivery)));
        List<EventFacts> last = last(events, MAX_OTHERS + 1);
        return events.stream()
                .map(event -> judge(event, delivery, last(without(event, last), MAX_OTHERS), rules))
                .toList();
    }

    private Verdict judge(
            EventFacts event, DeliveryContext delivery, List<EventFacts> others, Function<EventFacts, Rule> rules) {
        RuleContext alone = requestContext(event, delivery);
        Rule first = ruleOf(alone);
        RuleContext around = alone.withOthers(first, others, rules);
        for (Rule second : ruleset.contextRules(event.scope())) {
            if (second.decides() && second.holds(around)) {
                return revised(first, second, around);
            }
        }
        return new Verdict(first.type(), first.confidence(), List.of(first.id()), version);
    }

    /** The verdict by a rule, which is at least probable if another rule is independent evidence of the same. */
    private Verdict revised(Rule first, Rule second, RuleContext context) {
        for (Rule other : ruleset.contextRules(context.facts().scope())) {
            if (second.isCorroboratedBy(other) && other.holds(context)) {
                List<String> reasons = List.of(first.id(), second.id(), other.id());
                return new Verdict(second.type(), Confidence.PROBABLE, reasons, version);
            }
        }
        return new Verdict(second.type(), second.confidence(), List.of(first.id(), second.id()), version);
    }

    private RuleContext requestContext(EventFacts event, DeliveryContext delivery) {
        return RuleContext.alone(
                event, delivery, ruleset.clausesOf(event.client().agent()));
    }

    /** The rule for a request alone; of a request whose client is no longer known, the one that applied, or the default. */
    private Rule ruleOf(RuleContext context) {
        String decided = context.facts().decidedBy();
        for (Rule rule : ruleset.requestRules(context.facts().scope())) {
            boolean isIt = decided == null ? rule.holds(context) : isThatOrDefault(rule, decided);
            if (isIt) {
                return rule;
            }
        }
        throw new IllegalStateException("the ruleset has no rule without a condition");
    }

    private static boolean isThatOrDefault(Rule rule, String id) {
        return rule.id().equals(id) || rule.conditions().isEmpty();
    }

    private static List<EventFacts> last(List<EventFacts> events, int max) {
        List<EventFacts> inTime = events.stream().sorted(EventFacts.IN_TIME).toList();
        return inTime.subList(Math.max(0, inTime.size() - max), inTime.size());
    }

    /** All events but one. Of events with equal facts, it does not matter which is left out. */
    private static List<EventFacts> without(EventFacts event, List<EventFacts> events) {
        List<EventFacts> others = new ArrayList<>(events);
        others.remove(event);
        return others;
    }
}
