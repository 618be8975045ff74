package telltale.judging;

import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.model.Provider;

/**
 * An event and its context, as the input of rules.
 *
 * @param clauses the clauses that its user agent satisfies
 * @param flags the flags of its client
 * @param judged the rule that applies to the request alone, or null while that is determined
 * @param others the other events of the delivery
 * @param rules returns the rule that applies to another event alone
 */
record RuleContext(
        EventFacts facts,
        DeliveryContext delivery,
        BitSet clauses,
        long flags,
        @Nullable Rule judged,
        List<EventFacts> others,
        Function<EventFacts, Rule> rules) {

    /** The request alone, without other events. */
    static RuleContext alone(EventFacts facts, DeliveryContext delivery, BitSet clauses) {
        return new RuleContext(
                facts, delivery, clauses, facts.client().flagBits(), null, List.of(), RuleContext::unavailable);
    }

    RuleContext withOthers(Rule first, List<EventFacts> others, Function<EventFacts, Rule> rules) {
        return new RuleContext(facts, delivery, clauses, flags, first, others, rules);
    }

    Provider provider() {
        return delivery.provider();
    }

    /** The time since acceptance, or null if unknown. */
    @Nullable
    Duration sinceAcceptance() {
        Instant acceptedAt = delivery.acceptedAt();
        return acceptedAt == null ? null : Duration.between(acceptedAt, facts.at());
    }

    private static Rule unavailable(EventFacts other) {
        throw new IllegalStateException("other events are not available while a request is judged alone");
    }
}
