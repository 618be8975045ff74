package telltale.message.check;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import telltale.message.Finding;

/** Counts what is found in one HTML body, by rule. */
final class Tally {
    private static final String WHERE = "html";
    private static final int EXCERPT_LENGTH = 80;

    private final Map<HtmlRule, Integer> counts = new LinkedHashMap<>();
    private final Map<HtmlRule, String> samples = new LinkedHashMap<>();

    /** @param sample the URL or tag that was found */
    void add(HtmlRule rule, String sample) {
        counts.merge(rule, 1, Integer::sum);
        samples.putIfAbsent(rule, excerpt(sample));
    }

    List<Finding> findings() {
        return counts.entrySet().stream()
                .map(one -> new Finding(
                        one.getKey().code(),
                        WHERE,
                        one.getKey().sentence(one.getValue(), samples.get(one.getKey())),
                        one.getValue(),
                        List.of()))
                .toList();
    }

    private static String excerpt(String text) {
        return text.length() <= EXCERPT_LENGTH ? text : text.substring(0, EXCERPT_LENGTH) + "…";
    }
}
