package telltale.judging;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import telltale.model.Verdict;

/**
 * Says what events mean by one ruleset: a pure function, which takes a few microseconds at most whatever stands in a
 * request.
 *
 * <p>First a request is looked at alone, then at what happened around it. What happened around is looked at alone, too:
 * no verdict rests on a verdict. So the same events get the same verdicts in whatever order they arrived, and judging
 * them again changes nothing.
 */
public final class Judge {
    /** How many other events of a delivery are looked at, the last ones. */
    public static final int MAX_OTHERS = 100;

    private final Ruleset ruleset;
    private final String version;

    /** Judges by rules alone. */
    public Judge(Ruleset ruleset) {
        this(ruleset, ruleset.version());
    }

    /** @param version what stands in each verdict: that of the rules, and of what else made the facts */
    public Judge(Ruleset ruleset, String version) {
        this.ruleset = ruleset;
        this.version = version;
    }

    /**
     * Judges one event.
     *
     * @param others the other events of the same delivery, in any order; of more than {@link #MAX_OTHERS} the last count
     */
    public Verdict judge(EventFacts event, DeliveryContext circumstances, List<EventFacts> others) {
        List<EventFacts> last = others.size() > MAX_OTHERS ? last(others, MAX_OTHERS) : others;
        return judge(event, circumstances, last, other -> ruleOf(look(other, circumstances)));
    }

    /**
     * Judges all events of a delivery, each beside the last others.
     *
     * @param events in any order
     * @return the verdicts in the same order
     */
    public List<Verdict> judgeAll(List<EventFacts> events, DeliveryContext circumstances) {
        Map<EventFacts, Rule> known = new HashMap<>();
        Function<EventFacts, Rule> rules =
                other -> known.computeIfAbsent(other, unknown -> ruleOf(look(unknown, circumstances)));
        List<EventFacts> last = last(events, MAX_OTHERS + 1);
        return events.stream()
                .map(event -> judge(event, circumstances, last(without(event, last), MAX_OTHERS), rules))
                .toList();
    }

    private Verdict judge(
            EventFacts event,
            DeliveryContext circumstances,
            List<EventFacts> others,
            Function<EventFacts, Rule> rules) {
        RuleContext alone = look(event, circumstances);
        Rule first = ruleOf(alone);
        RuleContext around = alone.around(first, others, rules);
        for (Rule second : ruleset.second(event.scope())) {
            if (second.holds(around)) {
                return verdict(second, List.of(first.id(), second.id()));
            }
        }
        return verdict(first, List.of(first.id()));
    }

    private Verdict verdict(Rule rule, List<String> reasons) {
        return new Verdict(rule.type(), rule.confidence(), reasons, version);
    }

    private RuleContext look(EventFacts event, DeliveryContext circumstances) {
        return RuleContext.alone(
                event, circumstances, ruleset.clausesOf(event.client().agent()));
    }

    private Rule ruleOf(RuleContext look) {
        for (Rule rule : ruleset.first(look.facts().scope())) {
            if (rule.holds(look)) {
                return rule;
            }
        }
        throw new IllegalStateException("a ruleset was taken that has no last rule");
    }

    private static List<EventFacts> last(List<EventFacts> events, int most) {
        List<EventFacts> inTime = events.stream().sorted(EventFacts.IN_TIME).toList();
        return inTime.subList(Math.max(0, inTime.size() - most), inTime.size());
    }

    /** Two events with the same facts are one to the other what each other event is, so either of them can be left out. */
    private static List<EventFacts> without(EventFacts event, List<EventFacts> events) {
        List<EventFacts> others = new ArrayList<>(events);
        others.remove(event);
        return others;
    }
}
