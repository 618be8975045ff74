package telltale.doctor;

import telltale.model.WireConstant;

/**
 * A kind of finding, whose stable identifier is its wire name. What it says is a line of {@code findings.txt}. Each has a row in
 * {@code docs/DOCTOR.md}.
 */
public interface FindingType extends WireConstant {
    /** What every finding of this kind says. */
    default Explanation explanation() {
        return Explanations.of(wireName());
    }

    /** The section of the documentation. */
    default String section() {
        return Explanations.sectionOf(wireName());
    }

    /**
     * What every finding of a kind says.
     *
     * @param meaning what it means, as a sentence
     * @param remedy what to do, as a sentence; empty if nothing
     */
    record Explanation(Level level, String meaning, String remedy) {}

    /** How serious every finding of this kind is. */
    default Level level() {
        return explanation().level();
    }

    /** Where it is documented. */
    default String documentation() {
        return "docs/DOCTOR.md#" + section();
    }

    /** A finding of this kind. */
    default Finding of(String subject, String seen) {
        return new Finding(this, subject, seen);
    }
}
