package telltale.judging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import telltale.model.Client;
import telltale.model.EngagementLevel;
import telltale.model.Network;
import telltale.model.Provider;
import telltale.model.Verdict;

class InvariantsTest {
    private static final List<String> AGENTS = List.of(
            Events.CHROME,
            Events.GMAIL,
            Events.APPLE_PRIVACY,
            Events.CURL,
            "",
            "Barracuda Sentinel (EE)",
            "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:115.0) Gecko/20100101 Thunderbird/115.4.1");
    private static final List<String> ADDRESSES =
            List.of("198.51.100.7", "203.0.113.9", "40.107.218.12", "66.102.7.162", "127.0.0.1");

    private final Judge judge = new Judge(Ruleset.builtIn());
    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @RepeatedTest(50)
    void verdictsDoNotDependOnTheOrderOfArrival() {
        DeliveryContext circumstances = Events.at(any(List.of(Provider.values())));
        List<EventFacts> events = events(random.nextInt(130));
        List<EventFacts> shuffled = new ArrayList<>(events);
        Collections.shuffle(shuffled, random);
        Map<EventFacts, Verdict> inDisorder = judged(shuffled, circumstances);
        assertEquals(
                judge.judgeAll(events, circumstances),
                events.stream().map(inDisorder::get).toList(),
                () -> "seed " + seed);
    }

    @RepeatedTest(20)
    void judgingIsIdempotent() {
        List<EventFacts> events = events(40);
        DeliveryContext circumstances = Events.at(Provider.OTHER);
        assertEquals(
                judge.judgeAll(events, circumstances), judge.judgeAll(events, circumstances), () -> "seed " + seed);
    }

    @RepeatedTest(20)
    void judgingEachEventEqualsJudgingAll() {
        List<EventFacts> events = events(30);
        List<Verdict> all = judge.judgeAll(events, DeliveryContext.UNKNOWN);
        for (int i = 0; i < events.size(); i++) {
            List<EventFacts> others = new ArrayList<>(events);
            others.remove(i);
            assertEquals(all.get(i), judge.judge(events.get(i), DeliveryContext.UNKNOWN, others), () -> "seed " + seed);
        }
    }

    @RepeatedTest(20)
    void aMachineNeverRaisesADeliveryToSeen() {
        for (EventFacts event : events(100)) {
            Verdict verdict = judge.judge(event, Events.at(Provider.OTHER), List.of());
            EngagementLevel level =
                    event.scope() == Scope.OPEN ? EngagementLevel.ofOpen(verdict) : EngagementLevel.ofClick(verdict);
            assertTrue(
                    verdict.provesPerson() || level.compareTo(EngagementLevel.MACHINE_SEEN) <= 0, () -> "seed " + seed);
        }
    }

    @Test
    void noHeaderValueThrowsOrSlows() {
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int i = 0; i < 20_000; i++) {
                String value = hostile();
                Client client = Headers.client(hostile(), name -> value);
                EventFacts event = new EventFacts(Scope.CLICK, 1, Events.ACCEPTED, client, Network.UNKNOWN);
                Verdict verdict = judge.judge(event, DeliveryContext.UNKNOWN, List.of());
                assertEquals(Ruleset.builtIn().version(), verdict.ruleset(), () -> "seed " + seed);
            }
        });
    }

    private Map<EventFacts, Verdict> judged(List<EventFacts> events, DeliveryContext circumstances) {
        List<Verdict> verdicts = judge.judgeAll(events, circumstances);
        Map<EventFacts, Verdict> judged = new HashMap<>();
        for (int i = 0; i < events.size(); i++) {
            judged.put(events.get(i), verdicts.get(i));
        }
        return judged;
    }

    /** Events clustered within a few minutes, so that the context of each has many others. */
    private List<EventFacts> events(int count) {
        List<EventFacts> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String agent = any(AGENTS);
            Duration after = Duration.ofMillis(random.nextInt(600) * 1_000L);
            EventFacts event = random.nextBoolean()
                    ? Events.open(agent, after)
                    : Events.click(1 + random.nextInt(4), agent, after);
            event = random.nextInt(8) == 0 ? Events.head(event) : event;
            events.add(Events.from(any(ADDRESSES), event));
        }
        return events;
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    /** Repetitions and nesting that make naive matchers slow, unpaired surrogates, and noise. */
    private String hostile() {
        int length = random.nextInt(5_000);
        return switch (random.nextInt(5)) {
            case 0 -> "a".repeat(length) + "!";
            case 1 -> "((((compatible;".repeat(length / 15);
            case 2 -> "botbotbo".repeat(length / 8);
            case 3 -> "\ud800" + "\u202e".repeat(length);
            default ->
                random.ints(length, 0, 0x10000)
                        .collect(StringBuilder::new, (text, c) -> text.append((char) c), StringBuilder::append)
                        .toString();
        };
    }
}
