package telltale.doctor;

/** Findings about the checks themselves. */
enum DoctorFinding implements FindingType {
    CHECK_TIMEOUT(
            "The check took too long, so nothing is known of what it checks.",
            "Run it again. If it happens every time, find out which name server or host does not answer."),
    CHECK_FAILED(
            "The check ended with an error of Telltale, so nothing is known of what it checks.",
            "Report the error that is in the log.");

    private final String meaning;
    private final String remedy;

    DoctorFinding(String meaning, String remedy) {
        this.meaning = meaning;
        this.remedy = remedy;
    }

    @Override
    public Explanation explanation() {
        return new Explanation(Level.UNKNOWN, meaning, remedy);
    }

    @Override
    public String section() {
        return "the-checks-themselves";
    }
}
