package telltale.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.model.WarmUp;

class WarmUpLineTest {
    private static final LocalDate DAY = LocalDate.of(2026, 12, 1);

    @Test
    void aPlanHasDefaultsAndFurtherOnesFollowAfterASemicolon() {
        assertEquals(
                List.of(
                        new WarmUp("news.example.com", DAY, 50, 2, 100_000),
                        new WarmUp("xn--bcher-kva.example", DAY, 20, 1.5, 5_000)),
                WarmUpLine.parse(
                        "News.example.com 2026-12-01; bücher.example 2026-12-01 factor=1.5 first=20 until=5000"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            news.example.com | it is no domain and first day, followed by options such as first=50
            news..example 2026-12-01 | it begins with no domain, such as news.example.com
            news.example.com 1.12.2026 | its first day is not a date such as 2026-12-01
            news.example.com 2026-12-01 50 | it has an unknown option; the options are first, factor and until
            news.example.com 2026-12-01 last=50 | it has an unknown option; the options are first, factor and until
            news.example.com 2026-12-01 first=5 first=6 | it has the option first twice
            news.example.com 2026-12-01 factor=1 | factor is not a number in its range
            news.example.com 2026-12-01 factor=NaN | factor is not a number in its range
            news.example.com 2026-12-01 first=500 until=500 | until is not larger than first
            a.example 2026-12-01; a.example 2026-12-01 | it has the domain a.example twice
            """)
    void aPlanThatIsWrongIsRefused(String text, String problem) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> WarmUpLine.parse(text));
        assertEquals(problem, refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-30T12:00:00Z, 50",
        "2026-12-01T00:00:00Z, 50",
        "2026-12-01T23:59:59.999Z, 50",
        "2026-12-02T00:00:00Z, 100",
        "2026-12-05T12:00:00Z, 800",
        "2026-12-11T12:00:00Z, 51200",
        "2026-12-12T12:00:00Z, 2147483647",
        "2036-12-12T12:00:00Z, 2147483647",
    })
    void theLimitGrowsEachDayUntilThereIsNone(Instant at, int limit) {
        assertEquals(limit, new WarmUp("news.example.com", DAY, 50, 2, 100_000).limit(at));
    }
}
