package telltale.doctor.dmarc;

import telltale.doctor.FindingType;

/** Findings about DMARC. */
public enum DmarcFinding implements FindingType {
    DMARC_OK,
    DMARC_UNKNOWN,
    DMARC_MISSING,
    DMARC_MULTIPLE,
    DMARC_SYNTAX,
    DMARC_POLICY,
    DMARC_TESTING,
    DMARC_PCT,
    DMARC_NO_REPORTS,
    DMARC_REPORT_ADDRESS,
    DMARC_REPORTS_NOT_AUTHORIZED,
    DMARC_ALIGNED,
    DMARC_ALIGNMENT_UNKNOWN,
    DMARC_NOT_ALIGNED
}
