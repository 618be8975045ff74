package telltale.doctor;

/** Findings about the checks themselves. */
public enum DoctorFinding implements FindingType {
    CHECK_TIMEOUT,
    CHECK_FAILED
}
