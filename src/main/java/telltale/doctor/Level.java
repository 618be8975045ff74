package telltale.doctor;

import telltale.model.WireConstant;

/** How serious a finding is; the most serious last. */
public enum Level implements WireConstant {
    /** as it should be */
    OK,
    /** could not be checked */
    UNKNOWN,
    /** works, but not as well as it could, or not everywhere */
    WARNING,
    /** does not work, or mail is rejected because of it */
    ERROR
}
