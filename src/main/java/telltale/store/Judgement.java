package telltale.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import telltale.model.EngagementLevel;
import telltale.model.VerdictClass;

/**
 * The judgement of a delivery by a ruleset.
 *
 * @param ruleset the version of the ruleset
 * @param engagementLevel the strongest engagement found
 * @param bucket the number of the measurement bucket for open rates; null before a server has accepted the delivery
 * @param scannedAt when a scanner that examines all mail of the recipient's domain last loaded something, or null
 * @param activity the judged events as the statistics count them, in order
 */
public record Judgement(
        String ruleset,
        VerdictCounts opens,
        VerdictCounts clicks,
        EngagementLevel engagementLevel,
        @Nullable Integer bucket,
        @Nullable Instant scannedAt,
        List<EventCount> activity) {
    public Judgement {
        activity = List.copyOf(activity);
    }

    /**
     * The verdicts on the opens, or on the clicks.
     *
     * @param classes the number of events of each class, without repeated ones
     * @param repeated the number of events that repeat another by the same client at once, as when a mail client renders
     *     a message twice: both are one look
     * @param firstPersonAt the time of the first event by a person, or null
     */
    public record VerdictCounts(
            Map<VerdictClass, Integer> classes,
            int repeated,
            @Nullable Instant firstPersonAt) {
        public static final VerdictCounts NONE = new VerdictCounts(Map.of(), 0, null);

        public VerdictCounts {
            classes = Map.copyOf(classes);
        }

        public long people() {
            return count(VerdictClass::isPerson);
        }

        public long machines() {
            return count(VerdictClass::isMachine);
        }

        /** Returns these verdicts with one more event. */
        public VerdictCounts plus(VerdictClass type, Instant at) {
            Map<VerdictClass, Integer> more = new TreeMap<>(classes);
            more.merge(type, 1, Integer::sum);
            boolean isFirst = type.isPerson() && (firstPersonAt == null || at.isBefore(firstPersonAt));
            return new VerdictCounts(more, repeated, isFirst ? at : firstPersonAt);
        }

        /** Returns these verdicts with one more event that repeats another. */
        public VerdictCounts plusRepeated() {
            return new VerdictCounts(classes, repeated + 1, firstPersonAt);
        }

        private long count(Predicate<VerdictClass> condition) {
            return classes.entrySet().stream()
                    .filter(entry -> condition.test(entry.getKey()))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
        }
    }

    /** Returns this judgement with another activity. */
    public Judgement with(List<EventCount> counted) {
        return new Judgement(ruleset, opens, clicks, engagementLevel, bucket, scannedAt, counted);
    }

    /** Whether a person has opened the mail or clicked a link in it. */
    public boolean isSeenByPerson() {
        return opens.firstPersonAt() != null || clicks.firstPersonAt() != null;
    }
}
