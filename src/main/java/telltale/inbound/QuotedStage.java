package telltale.inbound;

import telltale.rules.ClauseMatcher;
import telltale.rules.DataFile;
import telltale.rules.DataLine;
import telltale.rules.Pattern;

/** Finds out from a report whether a reply that it quotes was one to RCPT; {@code stages.txt} holds the phrases. */
final class QuotedStage {
    private static final ClauseMatcher AT_RCPT = matcher();

    private QuotedStage() {}

    private static ClauseMatcher matcher() {
        ClauseMatcher.Builder search = new ClauseMatcher.Builder();
        search.clause(DataLine.of("stages.txt", DataFile.read(QuotedStage.class, "stages.txt")).stream()
                .map(line -> Pattern.parse(line.text()))
                .toList());
        return search.build();
    }

    /** Whether a text says so. */
    static boolean isRcpt(String text) {
        return !AT_RCPT.matches(text).isEmpty();
    }
}
