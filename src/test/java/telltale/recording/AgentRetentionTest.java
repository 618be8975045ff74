package telltale.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.assessment.AssessmentService;
import telltale.judging.Networks;
import telltale.judging.Ruleset;
import telltale.store.PurgeResult;

class AgentRetentionTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @ParameterizedTest
    @CsvSource({"0, PT1H", "7, P7D"})
    void userAgentsAreReducedAfterTheirTimeAndNotBeforeVerdictsAreFinal(int days, Duration age) {
        Queue<PurgeResult> steps = new ArrayDeque<>(List.of(new PurgeResult(200, false), new PurgeResult(3, true)));
        long[] waiting = {501};
        List<Instant> cutoffs = new ArrayList<>();
        AgentRetention retention = new AgentRetention(
                (cutoff, reducer) -> {
                    cutoffs.add(cutoff);
                    return steps.remove();
                },
                new AssessmentService(Ruleset.builtIn(), Networks::builtIn),
                Duration.ofDays(days),
                () -> waiting[0],
                Clock.fixed(NOON, ZoneOffset.UTC));

        retention.step();
        assertEquals(List.of(), cutoffs, "hits have priority");
        waiting[0] = 0;
        assertTrue(retention.step().compareTo(Duration.ofSeconds(1)) < 0, "more is left");
        assertTrue(retention.step().compareTo(Duration.ofMinutes(1)) > 0, "nothing is left");
        assertEquals(List.of(NOON.minus(age), NOON.minus(age)), cutoffs);
    }
}
