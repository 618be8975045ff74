package telltale.doctor.link;

import telltale.doctor.FindingType;

/** Findings about the tracking address. */
public enum LinkFinding implements FindingType {
    TRACKING_OK,
    TRACKING_NOT_FETCHED,
    TRACKING_UNKNOWN,
    TRACKING_INTERNAL,
    TRACKING_NO_ADDRESS,
    TRACKING_UNREACHABLE,
    TRACKING_TLS_FAILED,
    TRACKING_CERTIFICATE_EXPIRING,
    TRACKING_REDIRECTED,
    TRACKING_STATUS,
    TRACKING_NO_IMAGE,
    TRACKING_CACHED,
    TRACKING_HEAD,
    TRACKING_CLOCK,
    TRACKING_TOKEN_REFUSED
}
