package telltale.model;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** A purpose that a person consents to, or not. Each has its own number in the database, which never changes. */
public enum ConsentPurpose implements StoredConstant, WireConstant {
    /** recording that a mail was opened */
    OPEN_MEASUREMENT(1),
    /** recording which links were followed */
    CLICK_MEASUREMENT(2),
    /** writing different mail to a person by what was recorded */
    PERSONALIZATION(3),
    /** recording the date of the last activity, to stop mail to inactive addresses */
    HYGIENE(4);

    /** The recording of opens and clicks. */
    public static final Set<ConsentPurpose> MEASUREMENT =
            Collections.unmodifiableSet(EnumSet.of(OPEN_MEASUREMENT, CLICK_MEASUREMENT));

    private final int number;

    ConsentPurpose(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }
}
