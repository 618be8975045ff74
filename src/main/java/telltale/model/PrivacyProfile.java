package telltale.model;

/**
 * What is recorded about the opens and clicks of a person, in the order of strictness. Each has its own number in tokens and
 * in the spool, which never changes.
 */
public enum PrivacyProfile implements StoredConstant, WireConstant {
    /** each open and click of everyone who has not opted out, refused or withdrawn */
    INDIVIDUAL(1),
    /** each open and click of those who have consented to it */
    CONSENT(2),
    /** the date of the last open by a person, of everyone who has not objected */
    HYGIENE(3),
    /** of no one: which pools of recipients have an opener, and the clicks of a campaign */
    AGGREGATED(4),
    /** nothing */
    NONE(5);

    private final int number;

    PrivacyProfile(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }

    /** The profile with a number; {@link #NONE} for an unknown number, which a newer version wrote. */
    public static PrivacyProfile ofNumber(int number) {
        for (PrivacyProfile profile : values()) {
            if (profile.number == number) {
                return profile;
            }
        }
        return NONE;
    }

    /** Whether a profile has this number. */
    public static boolean isKnown(int number) {
        return number == NONE.number || ofNumber(number) != NONE;
    }

    /** The profile with a name; {@link #NONE} for an unknown name, which a newer version wrote. */
    public static PrivacyProfile named(String wireName) {
        for (PrivacyProfile profile : values()) {
            if (profile.wireName().equals(wireName)) {
                return profile;
            }
        }
        return NONE;
    }

    /** This profile or the other one, whichever is stricter. */
    public PrivacyProfile or(PrivacyProfile other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** Whether single opens and clicks of persons are stored, so that one who did not open a mail may be told from others. */
    public boolean storesEventsOfPersons() {
        return this == INDIVIDUAL || this == CONSENT;
    }

    /** Whether events of a kind may be recorded at all. An open without a token belongs to no person who could consent. */
    public boolean records(EventKind kind) {
        return switch (this) {
            case INDIVIDUAL -> true;
            case CONSENT -> kind != EventKind.ANONYMOUS_OPEN;
            case HYGIENE -> kind == EventKind.OPEN;
            case AGGREGATED, NONE -> false;
        };
    }

    /** Whether hits are kept while the database, which has the decisions of persons, is unavailable. */
    public boolean isKeptUnchecked() {
        return this == INDIVIDUAL || this == CONSENT;
    }
}
