package telltale.doctor.delivery;

import telltale.doctor.FindingType;

/** Findings about simulated fetches. */
enum FetchFinding implements FindingType {
    FETCH_RECORDED,
    FETCH_FAILED,
    FETCH_LOST,
    FETCH_LINK_CHANGED,
    FETCH_NETWORK_HIDDEN,
    FETCH_NOT_TRIED
}
