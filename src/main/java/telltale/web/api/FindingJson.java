package telltale.web.api;

import java.util.List;
import java.util.Optional;
import telltale.message.Finding;

/** A finding about a message in the API. */
record FindingJson(String code, String where, String message, int count, Optional<List<String>> recipients) {
    private static FindingJson of(Finding finding) {
        return new FindingJson(
                finding.code(),
                finding.where(),
                finding.message(),
                finding.count(),
                Optional.of(finding.recipients()).filter(masked -> !masked.isEmpty()));
    }

    static List<FindingJson> all(List<Finding> findings) {
        return findings.stream().map(FindingJson::of).toList();
    }

    /** The findings; empty if there are none. */
    static Optional<List<FindingJson>> any(List<Finding> findings) {
        return Optional.of(all(findings)).filter(all -> !all.isEmpty());
    }

    /** The sentences of findings; empty if there are none. */
    static Optional<List<String>> sentences(List<Finding> findings) {
        return Optional.of(findings.stream().map(Finding::message).toList()).filter(all -> !all.isEmpty());
    }
}
