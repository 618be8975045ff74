package telltale.model;

import java.util.Locale;

/** The strongest evidence of engagement with a delivery, the weakest first. */
public enum EngagementLevel implements WireConstant {
    SENT,
    ACCEPTED,
    MACHINE_SEEN,
    SEEN_VIA_PROXY,
    SEEN,
    /** the recipient confirmed that the message was displayed (RFC 8098) */
    RECEIPT,
    /** implies that the message was seen */
    CLICKED,
    REPLIED;

    /** The level that a judged pixel load is evidence of; {@link #SENT}, the lowest, if it proves nothing. */
    public static EngagementLevel ofOpen(Verdict verdict) {
        return of(verdict, verdict.type() == VerdictClass.HUMAN_DIRECT ? SEEN : SEEN_VIA_PROXY);
    }

    /** The level that a judged click is evidence of. */
    public static EngagementLevel ofClick(Verdict verdict) {
        return of(verdict, CLICKED);
    }

    /** The higher of two levels. */
    public EngagementLevel max(EngagementLevel other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /**
     * The level with the given value.
     *
     * @throws IllegalArgumentException if there is none, as when a newer Telltale wrote it
     */
    public static EngagementLevel ofWireName(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static EngagementLevel of(Verdict verdict, EngagementLevel ofAPerson) {
        if (verdict.confidence() == Confidence.SUSPECTED || verdict.type() == VerdictClass.UNKNOWN) {
            return SENT;
        }
        return verdict.type().isPerson() ? ofAPerson : MACHINE_SEEN;
    }
}
