package telltale.assessment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.LongConsumer;
import telltale.model.VerdictClass;
import telltale.store.Judgement;
import telltale.store.Judgements;
import telltale.store.Judgements.Outdated;

/** Judges deliveries again that were judged by an older ruleset, after showing the difference. */
public final class RejudgeService {
    private static final int BATCH_SIZE = 200;
    private static final int MAX_EXAMPLES = 20;

    private final Judgements judgements;
    private final AssessmentService assessment;

    public RejudgeService(Judgements judgements, AssessmentService assessment) {
        this.judgements = judgements;
        this.assessment = assessment;
    }

    /**
     * The changes that the current ruleset makes.
     *
     * @param ruleset the version of the current ruleset
     * @param deliveries the number of deliveries judged by other rulesets that can be judged again
     * @param incomplete the number of those that cannot, because events of theirs were deleted
     * @param changed the number of deliveries whose judgement changes
     * @param frozen the number of their events that keep their verdicts, because their user agents were reduced
     * @param before the number of their events in each class so far
     * @param after the number of their events in each class by the current ruleset
     * @param announced the number of events that announcing it sends, by their receivers
     * @param examples one line for each of the first changes
     */
    public record Difference(
            String ruleset,
            long deliveries,
            long incomplete,
            long changed,
            long frozen,
            Map<VerdictClass, Long> before,
            Map<VerdictClass, Long> after,
            Map<Receiver, Long> announced,
            List<String> examples) {}

    /**
     * Who gets events about changed verdicts.
     *
     * @param webhook the id of the endpoint
     * @param host that of its URL
     */
    public record Receiver(UUID webhook, String host) {}

    /**
     * The deliveries that are judged again.
     *
     * @param incomplete the number of others that cannot be, because events of theirs were deleted
     * @param frozen the number of their events that keep their verdicts, because their user agents were reduced
     */
    public record Queued(long deliveries, long incomplete, long frozen) {}

    /** Sends events about changed verdicts. */
    public interface Announcer {
        /** Sends none. */
        Announcer NONE = new Announcer() {
            @Override
            public Map<Receiver, Long> count(List<Long> deliveries) {
                return Map.of();
            }

            @Override
            public void announce(List<Long> deliveries) {
                // There are no receivers.
            }
        };

        /**
         * The number of events that announcing changes sends.
         *
         * @param deliveries by their numbers
         */
        Map<Receiver, Long> count(List<Long> deliveries);

        /**
         * Sends the events once the deliveries are judged.
         *
         * @param deliveries by their numbers
         */
        void announce(List<Long> deliveries);
    }

    /**
     * Computes the difference without changing anything.
     *
     * @param announcer counts the events that it would send
     * @param progress is called periodically with the number of deliveries compared so far
     */
    public Difference difference(Announcer announcer, LongConsumer progress) {
        Map<VerdictClass, Long> before = new TreeMap<>();
        Map<VerdictClass, Long> after = new TreeMap<>();
        Map<Receiver, Long> announced = new HashMap<>();
        List<String> examples = new ArrayList<>();
        long deliveries = 0;
        long incomplete = 0;
        long changed = 0;
        long frozen = 0;
        for (List<Outdated> batch = batch(0); !batch.isEmpty(); batch = batchAfter(batch)) {
            List<Outdated> complete = complete(batch);
            for (Outdated one : complete) {
                Judgement now = assessment.judgement(one.evidence());
                count(one.judgement(), before);
                count(now, after);
                changed += compare(one, now, examples) ? 1 : 0;
                frozen += frozen(one);
            }
            announcer
                    .count(numbers(complete))
                    .forEach((receiver, count) -> announced.merge(receiver, count, Long::sum));
            deliveries += complete.size();
            incomplete += batch.size() - complete.size();
            progress.accept(deliveries);
        }
        return new Difference(
                assessment.rulesetVersion(),
                deliveries,
                incomplete,
                changed,
                frozen,
                before,
                after,
                announced,
                examples);
    }

    /**
     * Queues every delivery that was judged by another ruleset, and whose events are stored, to be judged again. It can be
     * interrupted and repeated: deliveries that have been judged again are not queued twice.
     *
     * @param announcer announces the changes, or {@link Announcer#NONE}
     * @param progress is called periodically with the number of deliveries queued so far
     */
    public Queued apply(Announcer announcer, LongConsumer progress) {
        long queued = 0;
        long incomplete = 0;
        long frozen = 0;
        for (List<Outdated> batch = batch(0); !batch.isEmpty(); batch = batchAfter(batch)) {
            List<Outdated> complete = complete(batch);
            List<Long> places = numbers(complete);
            // Before marking: a delivery that was judged is not found again after an interruption.
            announcer.announce(places);
            judgements.markForJudgement(places);
            queued += places.size();
            incomplete += batch.size() - places.size();
            frozen += complete.stream().mapToLong(RejudgeService::frozen).sum();
            progress.accept(queued);
        }
        return new Queued(queued, incomplete, frozen);
    }

    private static long frozen(Outdated one) {
        return one.evidence().events().stream()
                .filter(event -> event.frozen() != null)
                .count();
    }

    /** Judges all queued deliveries now, for use without a running server. */
    public void finish() {
        int judged = BATCH_SIZE;
        while (judged > 0) {
            judged = judgements.judge(BATCH_SIZE, assessment::judgement);
        }
    }

    private List<Outdated> batch(long after) {
        return judgements.outdated(assessment.rulesetVersion(), after, BATCH_SIZE);
    }

    private List<Outdated> batchAfter(List<Outdated> last) {
        return batch(last.get(last.size() - 1).number());
    }

    private static List<Outdated> complete(List<Outdated> batch) {
        return batch.stream().filter(Outdated::isComplete).toList();
    }

    private static List<Long> numbers(List<Outdated> batch) {
        return batch.stream().map(Outdated::number).toList();
    }

    private static void count(Judgement judgement, Map<VerdictClass, Long> counts) {
        judgement.opens().classes().forEach((type, count) -> counts.merge(type, (long) count, Long::sum));
        judgement.clicks().classes().forEach((type, count) -> counts.merge(type, (long) count, Long::sum));
    }

    /** Whether the judgement changes; adds an example if it does. */
    private static boolean compare(Outdated one, Judgement now, List<String> examples) {
        Judgement before = one.judgement();
        boolean isSame = before.opens().equals(now.opens())
                && before.clicks().equals(now.clicks())
                && before.engagementLevel() == now.engagementLevel();
        if (!isSame && examples.size() < MAX_EXAMPLES) {
            examples.add(one.evidence().delivery() + ": " + describe(before) + "; now " + describe(now));
        }
        return !isSame;
    }

    private static String describe(Judgement judgement) {
        return judgement.engagementLevel().wireName() + ", opens " + describe(judgement.opens()) + ", clicks "
                + describe(judgement.clicks());
    }

    private static String describe(Judgement.VerdictCounts seen) {
        Map<String, Integer> counts = new TreeMap<>();
        seen.classes().forEach((type, count) -> counts.put(type.wireName(), count));
        return counts.toString();
    }
}
