package telltale.model;

import java.util.Locale;

/** The strongest evidence that a delivery has, weakest first. */
public enum EngagementLevel {
    SENT,
    ACCEPTED,
    MACHINE_SEEN,
    SEEN_VIA_PROXY,
    SEEN,
    /** implies that it was seen */
    CLICKED;

    /** What a judged load of the pixel is evidence of: {@link #SENT}, which everything is, where it proves nothing. */
    public static EngagementLevel ofOpen(Verdict verdict) {
        return of(verdict, verdict.type() == VerdictClass.HUMAN_DIRECT ? SEEN : SEEN_VIA_PROXY);
    }

    /** What a judged visit of a link is evidence of. */
    public static EngagementLevel ofClick(Verdict verdict) {
        return of(verdict, CLICKED);
    }

    /** The stronger of two. */
    public EngagementLevel or(EngagementLevel other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** The word in the API. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The rung of such a word.
     *
     * @throws IllegalArgumentException if a newer Telltale wrote it
     */
    public static EngagementLevel ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static EngagementLevel of(Verdict verdict, EngagementLevel ofAPerson) {
        if (verdict.confidence() == Confidence.SUSPECTED || verdict.type() == VerdictClass.UNKNOWN) {
            return SENT;
        }
        return verdict.type().isPerson() ? ofAPerson : MACHINE_SEEN;
    }
}
