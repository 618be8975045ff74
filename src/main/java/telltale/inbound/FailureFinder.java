package telltale.inbound;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import telltale.failure.Evidence;
import telltale.failure.FailureRules;
import telltale.failure.FailureRules.Finding;
import telltale.model.FailureReason;
import telltale.model.Outcome.SmtpStage;

/**
 * Determines why a delivery failed. What the remote server replied decides before what the reporting server concluded, and
 * codes and words of the reply decide together.
 */
final class FailureFinder {
    private static final int MAX_WORDS = 2_000;
    private static final int MAX_CONTEXT = 8_000;
    private static final Finding NONE = new Finding(FailureReason.UNKNOWN, "no-reason-given");

    private final FailureRules rules;
    private final String notice;
    private final boolean isNoticeAboutRcpt;

    /** @param notice the explanation for the reader */
    FailureFinder(FailureRules rules, String notice) {
        this.rules = rules;
        this.notice = OneLine.of(notice, MAX_CONTEXT);
        this.isNoticeAboutRcpt = QuotedStage.isRcpt(this.notice);
    }

    /**
     * The reason by the first of these texts that shows one, then by the status alone.
     *
     * @param texts quoted replies and explanations about one recipient, the most reliable first
     * @param status the status of the report, which may have comments
     * @param origin what the report says about the server that replied
     */
    Finding reason(List<String> texts, String status, String origin) {
        for (Evidence evidence : evidence(texts, status, origin)) {
            Optional<Finding> finding = rules.reason(evidence);
            if (finding.isPresent()) {
                return finding.get();
            }
        }
        return NONE;
    }

    private List<Evidence> evidence(List<String> texts, String status, String origin) {
        String reported = Objects.requireNonNullElse(FieldText.enhancedStatus(FieldText.withoutComments(status)), "");
        List<Evidence> evidence = new ArrayList<>();
        for (String text : texts) {
            if (!text.isBlank()) {
                addEvidence(text, reported, origin, evidence);
            }
        }
        if (!reported.isEmpty()) {
            evidence.add(Evidence.ofStatus(reported, notice));
        }
        return evidence;
    }

    /** The reply in a text, and then all its words: the reply may be as short as a code. */
    private void addEvidence(String text, String reported, String origin, List<Evidence> evidence) {
        RemoteReply reply = RemoteReply.in(text);
        String words = OneLine.of(text, MAX_WORDS);
        String context = words + ' ' + origin + ' ' + notice;
        String stage = stage(words);
        if (reply == null) {
            // Without a reply, a temporary status is all that is known about how long it lasts.
            String temporary = reported.startsWith("4") ? reported : "";
            evidence.add(Evidence.ofQuote(stage, "", temporary, words, context));
            return;
        }
        String said = reply.code().isEmpty() ? words : reply.text();
        evidence.add(Evidence.ofQuote(stage, reply.code(), reply.enhanced(), said, context));
        if (words.length() > said.length()) {
            evidence.add(Evidence.ofQuote(stage, reply.code(), reply.enhanced(), words, context));
        }
    }

    private String stage(String words) {
        return isNoticeAboutRcpt || QuotedStage.isRcpt(words) ? SmtpStage.RCPT.wireName() : "";
    }
}
