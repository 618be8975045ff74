package telltale.readers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** SpamAssassin with the rules of its Debian package, without network tests. */
final class SpamAssassin {
    private static final String HEADER = "X-Spam-Rules: ";

    /** The rules that fire for a mail, with their scores; those without a score are left out. */
    Map<String, Double> rules(Path mail) throws IOException, InterruptedException {
        String checked = Programs.output(
                "spamassassin",
                List.of(
                        "spamassassin",
                        "--local",
                        "--nocreate-prefs",
                        "--prefspath=/dev/null",
                        "--cf=add_header all Rules _TESTSSCORES(,)_",
                        "--cf=fold_headers 0",
                        mail.toString()));
        String rules = checked.lines()
                .filter(line -> line.startsWith(HEADER))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no report: " + checked));
        Map<String, Double> scores = new TreeMap<>();
        for (String rule : rules.substring(HEADER.length()).split(",", -1)) {
            String[] parts = rule.split("=", 2);
            if (Double.parseDouble(parts[1]) > 0) {
                scores.put(parts[0], Double.parseDouble(parts[1]));
            }
        }
        return scores;
    }
}
