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
    /** none, although an open would have been noticed: it was delivered with a pixel, and nothing prevents its measurement */
    NOBODY,
    /** it has no recorded open, and this says nothing about the recipient, because an open could not have been measured */
    UNMEASURED
}
