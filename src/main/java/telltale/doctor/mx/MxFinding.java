package telltale.doctor.mx;

import telltale.doctor.FindingType;

/** Findings about receiving mail, and about TLS for it. */
public enum MxFinding implements FindingType {
    MX_OK,
    MX_UNKNOWN,
    MX_NO_DOMAIN,
    MX_MISSING,
    MX_NO_SERVER,
    MX_NULL,
    MX_NO_ADDRESS,
    MTA_STS_OK,
    MTA_STS_ABSENT,
    MTA_STS_INVALID,
    MTA_STS_POLICY_OK,
    MTA_STS_POLICY_UNREACHABLE,
    MTA_STS_POLICY_INVALID,
    MTA_STS_MX_REFUSED,
    MTA_STS_MX_MISSING,
    TLS_RPT_OK,
    TLS_RPT_ABSENT,
    TLS_RPT_INVALID
}
