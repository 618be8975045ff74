package telltale.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClauseMatcherTest {
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @ParameterizedTest
    @CsvSource({
        "=curl, curl, true",
        "=curl, curl/8, false",
        "^curl, curl/8, true",
        "^curl, libcurl, false",
        "curl$, libcurl, true",
        "curl$, curl/8, false",
        "~bot, a bot, true",
        "~bot, robot, false",
        "bot~, Googlebot/2, true",
        "bot~, bottle, false",
        "BOT~, xbot_1, true",
        "bot, robots, true",
        "ящик переполнен, Почтовый ЯЩИК ПЕРЕПОЛНЕН!, true",
        "ящик переполнен, Почтовый ящик полон, false",
        "名前, あて名前, true",
        "ß, STRASSE, false"
    })
    void aPatternMatchesAtItsPosition(String pattern, String text, boolean found) {
        ClauseMatcher.Builder search = new ClauseMatcher.Builder();
        search.clause(List.of(Pattern.parse(pattern)));
        assertEquals(found, search.build().matches(text).get(0));
    }

    @Test
    void aLetterWithTheUpperCaseOfAnotherDoesNotHideIt() {
        ClauseMatcher.Builder search = new ClauseMatcher.Builder();
        int dotless = search.clause(List.of(Pattern.parse("kullanıcı")));
        int invalid = search.clause(List.of(Pattern.parse("invalid user")));
        ClauseMatcher matcher = search.build();
        assertTrue(matcher.matches("INVALID USER").get(invalid));
        assertTrue(matcher.matches("Kullanıcı").get(dotless));
    }

    @Test
    void theEmptyPatternMatchesOnlyAnEmptyText() {
        ClauseMatcher.Builder builder = new ClauseMatcher.Builder();
        builder.clause(List.of(Pattern.parse("=")));
        ClauseMatcher search = builder.build();
        assertTrue(search.matches("").get(0));
        assertFalse(search.matches("x").get(0));
    }

    @Test
    void overlappingPatternsAreAllFound() {
        ClauseMatcher.Builder search = new ClauseMatcher.Builder();
        int he = search.clause(List.of(Pattern.parse("he")));
        int she = search.clause(List.of(Pattern.parse("she")));
        int hers = search.clause(List.of(Pattern.parse("hers~")));
        int his = search.clause(List.of(Pattern.parse("=his")));
        Set<Integer> found = new HashSet<>();
        search.build().matches("uSHErs").stream().forEach(found::add);
        assertEquals(Set.of(he, she, hers), found);
        assertTrue(!found.contains(his));
    }

    @RepeatedTest(20)
    void theMatcherFindsWhatSeparateSearchesFind() {
        List<Pattern> patterns = new ArrayList<>();
        ClauseMatcher.Builder builder = new ClauseMatcher.Builder();
        for (int i = 0; i < 40; i++) {
            Pattern pattern = Pattern.parse(word(1 + random.nextInt(4)));
            patterns.add(pattern);
            builder.clause(List.of(pattern));
        }
        ClauseMatcher search = builder.build();
        String text = word(60);
        for (int i = 0; i < patterns.size(); i++) {
            assertEquals(
                    text.contains(patterns.get(i).text()), search.matches(text).get(i), () -> "seed " + seed);
        }
    }

    private String word(int length) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append("aжc".charAt(random.nextInt(3)));
        }
        return word.toString();
    }
}
