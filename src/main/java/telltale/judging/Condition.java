package telltale.judging;

import java.time.Duration;
import java.util.Set;
import telltale.model.Network;
import telltale.model.Provider;
import telltale.model.VerdictClass;

/** One thing that a rule asks for. Those on other events never depend on the order in which these arrived. */
sealed interface Condition {
    boolean holds(RuleContext look);

    /** The agent fulfils the clause of that number, or must not. */
    record Agent(int clause, boolean wanted) implements Condition {
        @Override
        public boolean holds(RuleContext look) {
            return look.clauses().get(clause) == wanted;
        }
    }

    /** One of these flags is there, or must not be. */
    record Header(int flags, boolean wanted) implements Condition {
        @Override
        public boolean holds(RuleContext look) {
            return ((look.flags() & flags) != 0) == wanted;
        }
    }

    /** It came from such a network, or must not. */
    record Place(Set<Network.Kind> kinds, boolean wanted) implements Condition {
        @Override
        public boolean holds(RuleContext look) {
            return kinds.contains(look.facts().network().kind()) == wanted;
        }
    }

    /** The recipient's mail is kept or filtered there. */
    record At(Set<Provider> providers) implements Condition {
        @Override
        public boolean holds(RuleContext look) {
            return providers.contains(look.provider());
        }
    }

    /** It is known to have happened no longer after acceptance than that; clocks may differ, so before it, too. */
    record Within(Duration time) implements Condition {
        @Override
        public boolean holds(RuleContext look) {
            Duration since = look.sinceAcceptance();
            return since != null && since.compareTo(time) <= 0;
        }
    }

    /** The request by itself was judged to be of such a class. */
    record Judged(Set<VerdictClass> types) implements Condition {
        @Override
        public boolean holds(RuleContext look) {
            return look.judged() != null && types.contains(look.judged().type());
        }
    }

    /** The request by itself was judged by such a rule. */
    record JudgedBy(Set<String> rules) implements Condition {
        @Override
        public boolean holds(RuleContext look) {
            return look.judged() != null && rules.contains(look.judged().id());
        }
    }

    /** So many different links were visited within a time that this event lies in. */
    record SeveralLinks(int links, Duration time) implements Condition {
        @Override
        public boolean holds(RuleContext look) {
            return EventWindow.around(look, time).holdsLinks(links);
        }
    }

    /** So many events of its scope happened within a time that this one lies in. */
    record Burst(int events, Duration time) implements Condition {
        @Override
        public boolean holds(RuleContext look) {
            return EventWindow.around(look, time).holds(events);
        }
    }

    /** An event of one of these classes came from the same network within a time. */
    record Companion(Set<VerdictClass> types, Duration time) implements Condition {
        @Override
        public boolean holds(RuleContext look) {
            EventFacts facts = look.facts();
            return look.others().stream()
                    .anyMatch(other -> facts.isWithin(time.toMillis(), other)
                            && facts.sharesNetworkWith(other)
                            && types.contains(look.rules().apply(other).type()));
        }
    }

    /** Another event, whenever it was, fulfils one of these rules by itself. */
    record Beside(Set<String> rules) implements Condition {
        @Override
        public boolean holds(RuleContext look) {
            return look.others().stream()
                    .anyMatch(other -> rules.contains(look.rules().apply(other).id()));
        }
    }
}
