package telltale.judging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import telltale.model.VerdictClass;

class MeaningDocumentTest {
    private static final Path DOCUMENT = Path.of("docs/WHAT-AN-OPEN-MEANS.md");
    private static final String START = "<!-- Everything below is generated from the ruleset. -->\n";
    private static final String STALE = "The tables do not match the ruleset. Regenerate them: "
            + "mvn -q test -Dtest=MeaningDocumentTest -Dtelltale.document=write";
    private static final int SHOWN_PATTERNS = 8;

    private final Ruleset ruleset = Ruleset.builtIn();

    @Test
    void theDocumentShowsTheRulesetThatIsBuiltIn() throws IOException {
        String document = Files.readString(DOCUMENT);
        String fresh = document.substring(0, document.indexOf(START) + START.length()) + tables();
        if ("write".equals(System.getProperty("telltale.document"))) {
            Files.writeString(DOCUMENT, fresh);
        }
        assertEquals(fresh, Files.readString(DOCUMENT), STALE);
    }

    @Test
    void theDocumentExplainsEveryClass() throws IOException {
        String document = Files.readString(DOCUMENT);
        for (VerdictClass type : VerdictClass.values()) {
            assertTrue(document.contains("| `" + type.wireName() + "` |"), type::wireName);
        }
    }

    private String tables() {
        return "\n## The ruleset " + ruleset.version() + "\n\n"
                + "The first of these rules that matches a request determines its verdict:\n\n"
                + table(rule -> !rule.isContextual())
                + "\nThen the first of these rules that matches corrects the verdict by the context of the request:\n\n"
                + table(Rule::isContextual);
    }

    private String table(Predicate<Rule> which) {
        return ruleset.rules().stream()
                .filter(which)
                .map(MeaningDocumentTest::row)
                .collect(Collectors.joining(
                        "", "| rule | for | conditions | verdict | reason |\n| --- | --- | --- | --- | --- |\n", ""));
    }

    private static String row(Rule rule) {
        return String.format(
                "| %s | %s | %s | %s, %s | %s [Source](%s) |%n",
                rule.id(),
                rule.scopes().stream().map(Scope::wireName).collect(Collectors.joining(", ")),
                rule.matches().isEmpty()
                        ? "none"
                        : rule.matches().stream()
                                .map(MeaningDocumentTest::condition)
                                .collect(Collectors.joining("; ")),
                rule.type().wireName(),
                rule.confidence().wireName(),
                rule.reason(),
                rule.source());
    }

    /** Long lists are truncated; the file has them in full. */
    private static String condition(String match) {
        String[] parts = match.split(": ", 2);
        List<String> values = Arrays.asList(parts[1].split(" \\| ", -1));
        String shown = values.stream()
                .limit(SHOWN_PATTERNS)
                .map(value -> "`" + value + "`")
                .collect(Collectors.joining(", "));
        int more = values.size() - SHOWN_PATTERNS;
        return parts[0] + " " + shown + (more > 0 ? " and " + more + " more" : "");
    }
}
