package telltale.store.jdbc;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.model.Confidence;
import telltale.model.FrozenVerdict;
import telltale.model.StoredConstant;
import telltale.model.Verdict;
import telltale.model.VerdictClass;

/** The form in which a final verdict is stored: class, confidence, whether it is repeated, ruleset, and reasons, separated by spaces. */
final class FrozenVerdictText {
    private static final String NONE = "";
    private static final int REASONS = 4;

    private FrozenVerdictText() {}

    static String of(FrozenVerdict frozen) {
        Verdict verdict = frozen.verdict();
        List<String> parts = new ArrayList<>();
        parts.add(Integer.toString(verdict.type().number()));
        parts.add(Integer.toString(verdict.confidence().number()));
        parts.add(frozen.isRepeated() ? "1" : "0");
        parts.add(verdict.ruleset());
        parts.addAll(verdict.reasons());
        return String.join(" ", parts);
    }

    /** The verdict; null for none, when the client is not reduced. */
    static @Nullable FrozenVerdict parse(@Nullable String text) {
        if (text == null || text.equals(NONE)) {
            return null;
        }
        List<String> parts = List.of(text.split(" ", -1));
        Verdict verdict = new Verdict(
                StoredConstant.of(VerdictClass.class, Integer.parseInt(parts.get(0))),
                StoredConstant.of(Confidence.class, Integer.parseInt(parts.get(1))),
                parts.subList(REASONS, parts.size()),
                parts.get(REASONS - 1));
        return new FrozenVerdict(verdict, parts.get(2).equals("1"));
    }
}
