package telltale.store;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import telltale.model.EngagementLevel;
import telltale.model.VerdictClass;

/**
 * What is said of a delivery.
 *
 * @param ruleset the version of the rules by which its events were judged
 * @param rung the strongest evidence there is
 * @param cell the number of what an open rate needs to know of it; null while no server accepted it
 * @param scannedAt when a scanner that examines all mail of the recipient's domain was last certain, or null
 */
public record Judgement(
        String ruleset,
        Seen opens,
        Seen clicks,
        EngagementLevel rung,
        @Nullable Integer cell,
        @Nullable Instant scannedAt) {
    /**
     * Who loaded the pixel, or followed the links.
     *
     * @param classes how many events are of which class
     * @param firstPersonAt when the first was of a person, or null where none was
     */
    public record Seen(
            Map<VerdictClass, Integer> classes, @Nullable Instant firstPersonAt) {
        public static final Seen NOTHING = new Seen(Map.of(), null);

        public Seen {
            classes = Map.copyOf(classes);
        }

        public long people() {
            return count(VerdictClass::isPerson);
        }

        public long machines() {
            return count(VerdictClass::isMachine);
        }

        /** The same with one more event. */
        public Seen plus(VerdictClass type, Instant at) {
            Map<VerdictClass, Integer> more = new TreeMap<>(classes);
            more.merge(type, 1, Integer::sum);
            boolean isFirst = type.isPerson() && (firstPersonAt == null || at.isBefore(firstPersonAt));
            return new Seen(more, isFirst ? at : firstPersonAt);
        }

        private long count(Predicate<VerdictClass> which) {
            return classes.entrySet().stream()
                    .filter(entry -> which.test(entry.getKey()))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
        }
    }

    /** Whether a person is known to have loaded the pixel or followed a link. */
    public boolean isSeenByAPerson() {
        return opens.firstPersonAt() != null || clicks.firstPersonAt() != null;
    }
}
