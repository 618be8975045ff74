package telltale.store;

import telltale.model.WireConstant;

/** Who opened a delivery. Each delivery has exactly one of these. */
public enum Reader implements WireConstant {
    /** at least one person */
    PEOPLE,
    /** programs only */
    MACHINES,
    /** no certain person, but not programs only either, or it was not judged yet */
    UNKNOWN,
    /** it was never opened */
    NOBODY
}
