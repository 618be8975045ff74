package telltale.failure;

import java.util.Optional;
import java.util.Set;
import telltale.model.FailureClass;
import telltale.model.FailureReason;
import telltale.model.Outcome.SmtpStage;
import telltale.model.SmtpReply;
import telltale.rules.DataFile;
import telltale.rules.InvalidDataFileException;
import telltale.rules.TextRules;

/** The rules that determine the reason of a failed delivery; {@code reasons.txt} and {@code statuses.txt} hold the built-in ones. */
public final class FailureRules {
    private static final Set<String> TEXTS = Set.of("stage", "code", "enhanced", "words", "status", "context");

    private final TextRules<FailureReason> rules;

    private FailureRules(TextRules<FailureReason> rules) {
        this.rules = rules;
    }

    /**
     * A reason and the rule that determined it.
     *
     * @param rule the rule's id
     */
    public record Finding(FailureReason reason, String rule) {}

    /** The built-in rules. */
    public static FailureRules builtIn() {
        return BuiltIn.RULES;
    }

    /**
     * Parses rules.
     *
     * @param file its name, for messages
     * @throws InvalidDataFileException if any line is invalid
     */
    public static FailureRules parse(String file, String content) {
        return new FailureRules(TextRules.parse(
                file, content, TEXTS, "reason", line -> line.constant(FailureReason.class, FailureReason::wireName)));
    }

    /** The version of the rules. */
    public String version() {
        return rules.version();
    }

    /** The reason that this evidence shows, if it shows one. */
    public Optional<Finding> reason(Evidence evidence) {
        boolean mayBeHard = evidence.isFinalAboutRecipient();
        return rules.first(rules.facts(evidence.texts()), reason -> mayBeHard || reason.type() != FailureClass.HARD)
                .map(rule -> new Finding(rule.result(), rule.id()));
    }

    /** The reason of a failure with this negative reply of a server; {@link FailureReason#UNKNOWN} if no rule knows it. */
    public FailureReason reason(SmtpStage stage, SmtpReply reply) {
        return reason(Evidence.ofReply(stage, reply)).map(Finding::reason).orElse(FailureReason.UNKNOWN);
    }

    /** Loads the built-in rules on first use. */
    private static final class BuiltIn {
        static final FailureRules RULES = parse(
                "reasons.txt, continued in statuses.txt",
                DataFile.read(FailureRules.class, "reasons.txt") + DataFile.read(FailureRules.class, "statuses.txt"));
    }
}
