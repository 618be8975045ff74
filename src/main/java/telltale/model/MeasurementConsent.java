package telltale.model;

/**
 * The times since when opens and clicks of a person may be recorded, as the person decided.
 *
 * @param opensFrom milliseconds since 1970; {@link #NOT_ASKED}, or {@link #DENIED}
 * @param clicksFrom the same for clicks
 * @param isHygieneDenied whether the person refused or withdrew the purpose {@link ConsentPurpose#HYGIENE}
 */
public record MeasurementConsent(long opensFrom, long clicksFrom, boolean isHygieneDenied) {
    /** The person has not decided. */
    public static final long NOT_ASKED = 0;
    /** The person refused, or withdrew. */
    public static final long DENIED = Long.MAX_VALUE;

    /** The value for a person without decisions. */
    public static final MeasurementConsent NONE = new MeasurementConsent(NOT_ASKED, NOT_ASKED);

    /** The decisions of a person who has not objected to {@link ConsentPurpose#HYGIENE}. */
    public MeasurementConsent(long opensFrom, long clicksFrom) {
        this(opensFrom, clicksFrom, false);
    }

    /** Whether an event may be recorded under a profile. */
    public boolean allows(PrivacyProfile profile, EventKind kind, long atMillis) {
        if (profile == PrivacyProfile.HYGIENE) {
            return profile.records(kind) && !isHygieneDenied;
        }
        long from = switch (kind) {
            case OPEN -> opensFrom;
            case CLICK -> clicksFrom;
            case ANONYMOUS_OPEN -> NOT_ASKED;
        };
        return profile.records(kind) && atMillis >= from && (profile == PrivacyProfile.INDIVIDUAL || from != NOT_ASKED);
    }

    /** Whether events of a kind may be recorded under a profile from now on. */
    public boolean allows(PrivacyProfile profile, EventKind kind) {
        return allows(profile, kind, DENIED - 1);
    }
}
