package telltale.judging;

import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.model.Provider;

/**
 * One event as the rules look at it.
 *
 * @param clauses what its agent fulfils
 * @param flags the flags of its client
 * @param judged the rule that the request fulfils by itself, or null while that is looked for
 * @param others the other events of the delivery
 * @param rules which rule another event fulfils by itself
 */
record RuleContext(
        EventFacts facts,
        DeliveryContext circumstances,
        BitSet clauses,
        int flags,
        @Nullable Rule judged,
        List<EventFacts> others,
        Function<EventFacts, Rule> rules) {

    /** A request without what is around it. */
    static RuleContext alone(EventFacts facts, DeliveryContext circumstances, BitSet clauses) {
        return new RuleContext(
                facts, circumstances, clauses, facts.client().flagBits(), null, List.of(), RuleContext::neverAsked);
    }

    RuleContext around(Rule first, List<EventFacts> others, Function<EventFacts, Rule> rules) {
        return new RuleContext(facts, circumstances, clauses, flags, first, others, rules);
    }

    Provider provider() {
        return circumstances.provider();
    }

    /** How long after acceptance it was, or null where that is not known. */
    @Nullable
    Duration sinceAcceptance() {
        Instant acceptedAt = circumstances.acceptedAt();
        return acceptedAt == null ? null : Duration.between(acceptedAt, facts.at());
    }

    private static Rule neverAsked(EventFacts other) {
        throw new IllegalStateException("a request is looked at alone before what is around it");
    }
}
