package telltale.assessment;

import org.jspecify.annotations.Nullable;
import telltale.model.Verdict;
import telltale.model.VerdictClass;

/** A choice of events by their verdicts: people, machines, or a class. People and machines are those that are counted as such. */
public enum VerdictFilter {
    ALL,
    PEOPLE,
    MACHINES,
    HUMAN_DIRECT,
    HUMAN_VIA_PROXY,
    PREFETCH,
    SCANNER,
    UNFURLER,
    BOT,
    UNKNOWN;

    /**
     * The filter with the given name.
     *
     * @throws IllegalArgumentException naming the permitted values
     */
    public static VerdictFilter of(String name) {
        return switch (name) {
            case "people" -> PEOPLE;
            case "machines" -> MACHINES;
            default -> ofClass(name);
        };
    }

    private static VerdictFilter ofClass(String name) {
        try {
            return valueOf(VerdictClass.ofWireName(name).name());
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException(
                    "expected people, machines or a class; " + unknown.getMessage(), unknown);
        }
    }

    /**
     * Whether an event with a verdict is chosen.
     *
     * @param verdict null for an event that was not judged
     */
    public boolean accepts(@Nullable Verdict verdict) {
        if (this == ALL) {
            return true;
        }
        if (verdict == null) {
            return false;
        }
        VerdictClass counted = verdict.type().counted(verdict.confidence());
        return switch (this) {
            case PEOPLE -> counted.isPerson();
            case MACHINES -> counted.isMachine();
            default -> verdict.type().name().equals(name());
        };
    }
}
