package telltale.inbound;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import telltale.model.ReportKind;
import telltale.model.WireConstant;
import telltale.rules.DataFile;
import telltale.rules.TextRules;
import telltale.rules.TextRules.Rule;

/** The rules that determine what a mail is; {@code kinds.txt} holds the built-in ones. */
final class KindRules {
    private static final Set<String> TEXTS =
            Arrays.stream(Clue.values()).map(Clue::wireName).collect(Collectors.toSet());
    private static final KindRules BUILT_IN = parse("kinds.txt", DataFile.read(KindRules.class, "kinds.txt"));

    private final TextRules<ReportKind> rules;

    private KindRules(TextRules<ReportKind> rules) {
        this.rules = rules;
    }

    /** What the rules are about. */
    enum Clue implements WireConstant {
        /** the kinds of report parts */
        STRUCTURE,
        /** the actions of a delivery status, such as {@code failed delayed} */
        ACTION,
        /** the status of the first recipient that is not delivered */
        STATUS,
        /** the type of the disposition */
        DISPOSITION,
        /** the type of the feedback */
        FEEDBACK,
        /** {@code null} for the null sender, {@code person} for another one, or empty if it is unknown */
        SENDER,
        /** the From field, decoded */
        FROM,
        /** the Subject field, decoded */
        SUBJECT,
        /** selected fields, each as {@code name: value;} */
        HEADER,
        /** the explanation in the text */
        NOTICE
    }

    static KindRules builtIn() {
        return BUILT_IN;
    }

    static KindRules parse(String file, String content) {
        return new KindRules(TextRules.parse(
                file, content, TEXTS, "kind", line -> line.constant(ReportKind.class, ReportKind::wireName)));
    }

    String version() {
        return rules.version();
    }

    /** The first rule that holds. */
    Optional<Rule<ReportKind>> first(Map<Clue, String> clues) {
        Map<String, String> texts = new HashMap<>();
        clues.forEach((clue, text) -> texts.put(clue.wireName(), text));
        return rules.first(rules.facts(texts), kind -> true);
    }
}
