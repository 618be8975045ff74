package telltale.assessment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import telltale.model.VerdictClass;
import telltale.store.Judgement;
import telltale.store.Judgements;
import telltale.store.Judgements.Outdated;

/** Brings what older rules said to the newest ones, first as a difference to look at. */
public final class RejudgeService {
    private static final int STEP = 200;
    private static final int MOST_EXAMPLES = 20;

    private final Judgements judgements;
    private final AssessmentService verdicts;

    public RejudgeService(Judgements judgements, AssessmentService verdicts) {
        this.judgements = judgements;
        this.verdicts = verdicts;
    }

    /**
     * What the newest rules change.
     *
     * @param ruleset the version of the newest rules
     * @param deliveries how many were judged by others
     * @param changed of how many of them something else is said now
     * @param before how many of their events were of which class
     * @param after and how many are by the newest rules
     * @param examples a line for each of the first that change
     */
    public record Difference(
            String ruleset,
            long deliveries,
            long changed,
            Map<VerdictClass, Long> before,
            Map<VerdictClass, Long> after,
            List<String> examples) {}

    /**
     * Compares, and changes nothing.
     *
     * @param progress told now and then how many deliveries were looked at
     */
    public Difference difference(LongConsumer progress) {
        Map<VerdictClass, Long> before = new TreeMap<>();
        Map<VerdictClass, Long> after = new TreeMap<>();
        List<String> examples = new ArrayList<>();
        long deliveries = 0;
        long changed = 0;
        long place = 0;
        for (List<Outdated> step = step(place); !step.isEmpty(); step = step(place)) {
            for (Outdated one : step) {
                Judgement now = verdicts.judgement(one.evidence());
                count(one.judgement(), before);
                count(now, after);
                changed += note(one, now, examples) ? 1 : 0;
                place = one.number();
            }
            deliveries += step.size();
            progress.accept(deliveries);
        }
        return new Difference(verdicts.ruleset(), deliveries, changed, before, after, examples);
    }

    /**
     * Has every delivery judged again that other rules judged. What was broken off goes on the next time: a delivery that
     * was judged again is not one of them any more.
     *
     * @param progress told now and then how many deliveries were noted
     * @return how many there were
     */
    public long apply(LongConsumer progress) {
        long noted = 0;
        long place = 0;
        for (List<Outdated> step = step(place); !step.isEmpty(); step = step(place)) {
            List<Long> places = step.stream().map(Outdated::number).toList();
            judgements.markForJudgement(places);
            place = places.get(places.size() - 1);
            noted += places.size();
            progress.accept(noted);
        }
        return noted;
    }

    /** Judges all that is noted, where no server does. */
    public void finish() {
        int judged = STEP;
        while (judged > 0) {
            judged = judgements.judge(STEP, verdicts::judgement);
        }
    }

    private List<Outdated> step(long after) {
        return judgements.outdated(verdicts.ruleset(), after, STEP);
    }

    private static void count(Judgement judgement, Map<VerdictClass, Long> counts) {
        judgement.opens().classes().forEach((type, count) -> counts.merge(type, (long) count, Long::sum));
        judgement.clicks().classes().forEach((type, count) -> counts.merge(type, (long) count, Long::sum));
    }

    private static boolean note(Outdated one, Judgement now, List<String> examples) {
        Judgement before = one.judgement();
        boolean isSame = before.opens().equals(now.opens())
                && before.clicks().equals(now.clicks())
                && before.engagementLevel() == now.engagementLevel();
        if (!isSame && examples.size() < MOST_EXAMPLES) {
            examples.add(one.evidence().delivery() + ": " + inWords(before) + "; now " + inWords(now));
        }
        return !isSame;
    }

    private static String inWords(Judgement judgement) {
        return judgement.engagementLevel().word() + ", opens " + inWords(judgement.opens()) + ", clicks "
                + inWords(judgement.clicks());
    }

    private static String inWords(Judgement.VerdictCounts seen) {
        Map<String, Integer> words = new TreeMap<>();
        seen.classes().forEach((type, count) -> words.put(type.word(), count));
        return words.toString();
    }
}
