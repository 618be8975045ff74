package telltale.message.check;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import telltale.message.Finding;

/** Counts what is found in one HTML body, by rule. */
final class Tally {
    private static final String WHERE = "html";
    private static final int EXCERPT_LENGTH = 80;

    private final Map<HtmlRule, Match> matches = new LinkedHashMap<>();

    /**
     * What a rule found.
     *
     * @param sample the first URL or tag
     */
    private record Match(int count, String sample) {
        Match oneMore() {
            return new Match(count + 1, sample);
        }
    }

    /** @param found the URL or tag that was found */
    void add(HtmlRule rule, String found) {
        matches.merge(rule, new Match(1, excerpt(found)), (known, added) -> known.oneMore());
    }

    List<Finding> findings() {
        return matches.entrySet().stream()
                .map(one -> finding(one.getKey(), one.getValue()))
                .toList();
    }

    private static Finding finding(HtmlRule rule, Match match) {
        String sentence = rule.sentence(match.count(), match.sample());
        return new Finding(rule.code(), WHERE, sentence, match.count(), List.of());
    }

    private static String excerpt(String text) {
        return text.length() <= EXCERPT_LENGTH ? text : text.substring(0, EXCERPT_LENGTH) + "…";
    }
}
