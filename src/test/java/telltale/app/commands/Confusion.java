package telltale.app.commands;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import telltale.model.VerdictClass;

/** How often requests of each label were judged to be of each class. */
final class Confusion {
    private static final double MAX_WRONG = 0.02;
    private static final double MAX_PEOPLE_UNKNOWN = 0.10;
    private static final double MAX_MACHINES_UNKNOWN = 0.15;

    private final Map<VerdictClass, Map<VerdictClass, Integer>> counts = new EnumMap<>(VerdictClass.class);

    void add(VerdictClass label, VerdictClass verdict) {
        counts.computeIfAbsent(label, row -> new EnumMap<>(VerdictClass.class)).merge(verdict, 1, Integer::sum);
    }

    /** The gates that are not met, a sentence each. */
    List<String> failures() {
        List<String> failures = new ArrayList<>();
        check(MAX_WRONG, VerdictClass::isMachine, VerdictClass::isPerson, "machines called people", failures);
        check(MAX_WRONG, VerdictClass::isPerson, VerdictClass::isMachine, "people called machines", failures);
        check(MAX_PEOPLE_UNKNOWN, VerdictClass::isPerson, Confusion::isUnknown, "people called unknown", failures);
        check(MAX_MACHINES_UNKNOWN, VerdictClass::isMachine, Confusion::isUnknown, "machines called unknown", failures);
        return failures;
    }

    /** Of few requests a share is coarse, so what is allowed is rounded up. */
    private void check(
            double most,
            Predicate<VerdictClass> label,
            Predicate<VerdictClass> verdict,
            String what,
            List<String> failures) {
        int all = count(label, any -> true);
        int found = count(label, verdict);
        if (found > Math.ceil(most * all)) {
            failures.add(String.format(
                    Locale.ROOT, "%s: %d of %d, and at most %.0f %% are allowed", what, found, all, 100 * most));
        }
    }

    private int count(Predicate<VerdictClass> label, Predicate<VerdictClass> verdict) {
        return counts.entrySet().stream()
                .filter(row -> label.test(row.getKey()))
                .flatMap(row -> row.getValue().entrySet().stream())
                .filter(cell -> verdict.test(cell.getKey()))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    private static boolean isUnknown(VerdictClass type) {
        return type == VerdictClass.UNKNOWN;
    }

    /** A table: a row a label, a column a verdict. */
    @Override
    public String toString() {
        StringBuilder table = new StringBuilder(String.format("%-16s", "label \\ verdict"));
        Arrays.stream(VerdictClass.values()).forEach(type -> table.append(String.format("%16s", type.wireName())));
        for (VerdictClass label : VerdictClass.values()) {
            table.append(String.format("%n%-16s", label.wireName()));
            Arrays.stream(VerdictClass.values())
                    .forEach(verdict -> table.append(String.format("%16d", count(l -> l == label, v -> v == verdict))));
        }
        return table.toString();
    }
}
