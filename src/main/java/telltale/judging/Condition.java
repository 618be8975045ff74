package telltale.judging;

import java.time.Duration;
import java.util.Set;
import telltale.model.Network;
import telltale.model.Provider;
import telltale.model.VerdictClass;

/** A condition of a rule. Conditions on other events do not depend on the order in which they arrived. */
sealed interface Condition {
    boolean holds(RuleContext context);

    /** What can be decided about this condition if only some headers of a request are known. */
    default Decision decision(KnownHeaders known) {
        return Decision.POSSIBLE;
    }

    /** Whether a condition can be decided. */
    enum Decision {
        /** {@link #holds} decides it. */
        POSSIBLE,
        /** Nothing can show that it holds. */
        NEVER,
        /** It may hold or not, because a header that must be absent is unknown. */
        UNKNOWN
    }

    /** The user agent satisfies a clause, or must not. */
    record Agent(int clause, boolean wanted) implements Condition {
        @Override
        public boolean holds(RuleContext context) {
            return context.clauses().get(clause) == wanted;
        }

        @Override
        public Decision decision(KnownHeaders known) {
            if (known.includes("User-Agent")) {
                return Decision.POSSIBLE;
            }
            return wanted ? Decision.NEVER : Decision.UNKNOWN;
        }
    }

    /** One of these flags is set, or none must be. */
    record Header(long flags, boolean wanted) implements Condition {
        @Override
        public boolean holds(RuleContext context) {
            return ((context.flags() & flags) != 0) == wanted;
        }

        /** An unknown header sets no flag, so only a condition that wants none depends on it. */
        @Override
        public Decision decision(KnownHeaders known) {
            return wanted || known.showAbsence(flags) ? Decision.POSSIBLE : Decision.UNKNOWN;
        }
    }

    /** One of these flags is set, although the engine that the user agent names cannot send what sets it. */
    record Cannot(long flags, Engines engines) implements Condition {
        @Override
        public boolean holds(RuleContext context) {
            long set = context.flags() & flags;
            EventFacts facts = context.facts();
            return set != 0 && (engines.impossibleFlags(facts.client().agent(), facts.scope()) & set) != 0;
        }
    }

    /** The request came from one of these kinds of network, or must not. */
    record FromNetwork(Set<Network.Kind> kinds, boolean wanted) implements Condition {
        @Override
        public boolean holds(RuleContext context) {
            return kinds.contains(context.facts().network().kind()) == wanted;
        }
    }

    /** One of these providers operates the recipient's mail server. */
    record AtProvider(Set<Provider> providers) implements Condition {
        @Override
        public boolean holds(RuleContext context) {
            return providers.contains(context.provider());
        }
    }

    /** The event is known to have occurred within a time after acceptance, or before it, since clocks may differ. */
    record AcceptedWithin(Duration time) implements Condition {
        @Override
        public boolean holds(RuleContext context) {
            Duration since = context.sinceAcceptance();
            return since != null && since.compareTo(time) <= 0;
        }
    }

    /** The request alone was judged to be of one of these classes. */
    record Judged(Set<VerdictClass> types) implements Condition {
        @Override
        public boolean holds(RuleContext context) {
            return context.judged() != null && types.contains(context.judged().type());
        }
    }

    /** The request alone was judged by one of these rules. */
    record JudgedBy(Set<String> rules) implements Condition {
        @Override
        public boolean holds(RuleContext context) {
            return context.judged() != null && rules.contains(context.judged().id());
        }
    }

    /** A number of different links were clicked within a time span that includes this event. */
    record SeveralLinks(int links, Duration time) implements Condition {
        @Override
        public boolean holds(RuleContext context) {
            return EventWindow.around(context, time).hasLinks(links);
        }
    }

    /** A number of events of the same scope occurred within a time span that includes this event. */
    record Burst(int events, Duration time) implements Condition {
        @Override
        public boolean holds(RuleContext context) {
            return EventWindow.around(context, time).hasEvents(events);
        }
    }

    /** Another event, of one of these classes, came from the same network within a time. */
    record SameNetwork(Set<VerdictClass> types, Duration time) implements Condition {
        @Override
        public boolean holds(RuleContext context) {
            EventFacts facts = context.facts();
            return context.others().stream()
                    .anyMatch(other -> facts.isWithin(time.toMillis(), other)
                            && facts.sharesNetworkWith(other)
                            && types.contains(context.rules().apply(other).type()));
        }
    }

    /** Another event, at any time, was judged by one of these rules when considered alone. */
    record Beside(Set<String> rules) implements Condition {
        @Override
        public boolean holds(RuleContext context) {
            return context.others().stream()
                    .anyMatch(
                            other -> rules.contains(context.rules().apply(other).id()));
        }
    }
}
