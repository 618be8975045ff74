package telltale.failure;

import java.util.Optional;
import java.util.Set;
import telltale.model.FailureClass;
import telltale.model.FailureReason;
import telltale.rules.DataFile;
import telltale.rules.InvalidDataFileException;
import telltale.rules.TextRules;

/** The rules that determine the reason of a failed delivery; {@code reasons.txt} holds the built-in ones. */
public final class FailureRules {
    private static final Set<String> TEXTS = Set.of("code", "enhanced", "words", "status", "context");

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

    /** The reason that this evidence shows. A temporary failure shows no mailbox or domain to be gone. */
    public Optional<Finding> reason(Evidence evidence) {
        boolean isTransient = evidence.isTransient();
        return rules.first(rules.facts(evidence.texts()), reason -> !isTransient || reason.type() != FailureClass.HARD)
                .map(rule -> new Finding(rule.result(), rule.id()));
    }

    /** Loads the built-in rules on first use. */
    private static final class BuiltIn {
        static final FailureRules RULES = parse("reasons.txt", DataFile.read(FailureRules.class, "reasons.txt"));
    }
}
