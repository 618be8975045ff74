package telltale.doctor.relay;

import telltale.doctor.FindingType;

/** Findings about the mail server in use. */
public enum RelayFinding implements FindingType {
    SMTP_OK,
    SMTP_LOCAL,
    SMTP_NOT_CONFIGURED,
    SMTP_NOT_TRIED,
    SMTP_SETTINGS,
    SMTP_UNREACHABLE,
    SMTP_TLS_FAILED,
    SMTP_LOGIN_REFUSED,
    SMTP_REJECTED,
    SMTP_FAILED,
    SMTP_CLEARTEXT,
    SMTP_CERTIFICATE_EXPIRING,
    RELAY_PTR_OK,
    RELAY_PTR_MISSING,
    RELAY_PTR_UNKNOWN
}
