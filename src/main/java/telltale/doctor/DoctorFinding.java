package telltale.doctor;

/** Findings about the checks themselves. */
enum DoctorFinding implements FindingType {
    CHECK_TIMEOUT,
    CHECK_FAILED
}
