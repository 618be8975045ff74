package telltale.inbound;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import telltale.failure.Evidence;
import telltale.failure.FailureRules;
import telltale.failure.FailureRules.Finding;
import telltale.model.FailureReason;

/**
 * Determines why a delivery failed. What the remote server replied decides before what the reporting server concluded, and
 * codes and words of the reply decide together.
 */
final class FailureFinder {
    private static final int MAX_WORDS = 2_000;
    private static final int MAX_CONTEXT = 8_000;
    private static final Finding NONE = new Finding(FailureReason.UNKNOWN, "no-reason-given");

    private final FailureRules rules;
    private final String context;

    /** @param notice the explanation for the reader */
    FailureFinder(FailureRules rules, String notice) {
        this.rules = rules;
        this.context = OneLine.of(notice, MAX_CONTEXT);
    }

    /**
     * The reason by the first of these texts that shows one, then by the status alone.
     *
     * @param texts quoted replies and explanations about one recipient, the most reliable first
     * @param status the status of the report, which may have comments
     */
    Finding reason(List<String> texts, String status) {
        for (Evidence evidence : evidence(texts, status)) {
            Optional<Finding> finding = rules.reason(evidence);
            if (finding.isPresent()) {
                return finding.get();
            }
        }
        return NONE;
    }

    private List<Evidence> evidence(List<String> texts, String status) {
        List<Evidence> evidence = new ArrayList<>();
        for (String text : texts) {
            if (!text.isBlank()) {
                addEvidence(text, evidence);
            }
        }
        String enhanced = FieldText.enhancedStatus(FieldText.withoutComments(status));
        if (enhanced != null) {
            evidence.add(Evidence.ofStatus(enhanced, context));
        }
        return evidence;
    }

    /** The reply in a text, and then all its words: the reply may be as short as a code. */
    private void addEvidence(String text, List<Evidence> evidence) {
        RemoteReply reply = RemoteReply.in(text);
        String words = OneLine.of(text, MAX_WORDS);
        if (reply == null) {
            evidence.add(Evidence.ofWords(words, context));
            return;
        }
        String said = reply.code().isEmpty() ? words : reply.text();
        evidence.add(Evidence.ofQuote(reply.code(), reply.enhanced(), said, context));
        if (words.length() > said.length()) {
            evidence.add(Evidence.ofQuote(reply.code(), reply.enhanced(), words, context));
        }
    }
}
