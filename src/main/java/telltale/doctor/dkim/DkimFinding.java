package telltale.doctor.dkim;

import telltale.doctor.FindingType;

/** Findings about DKIM. */
public enum DkimFinding implements FindingType {
    DKIM_OK,
    DKIM_NOT_SIGNED,
    DKIM_UNKNOWN,
    DKIM_MISSING,
    DKIM_MULTIPLE,
    DKIM_SYNTAX,
    DKIM_REVOKED,
    DKIM_MISMATCH,
    DKIM_TOO_SHORT,
    DKIM_SHORT,
    DKIM_TESTING,
    DKIM_RESTRICTED
}
