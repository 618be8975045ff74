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
        long from = from(kind);
        return profile.records(kind) && atMillis >= from && (profile == PrivacyProfile.INDIVIDUAL || from != NOT_ASKED);
    }

    /** Whether a mail that is sent now may have what a profile records events of a kind by. */
    public boolean allows(PrivacyProfile profile, EventKind kind) {
        return profile == PrivacyProfile.AGGREGATED ? from(kind) != DENIED : allows(profile, kind, DENIED - 1);
    }

    private long from(EventKind kind) {
        return switch (kind) {
            case OPEN -> opensFrom;
            case CLICK -> clicksFrom;
            case ANONYMOUS_OPEN -> NOT_ASKED;
        };
    }
}
