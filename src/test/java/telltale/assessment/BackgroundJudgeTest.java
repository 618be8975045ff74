package telltale.assessment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.judging.Judge;
import telltale.judging.Networks;
import telltale.judging.Ruleset;
import telltale.model.Client;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Network;
import telltale.model.Uuid7;
import telltale.model.VerdictClass;
import telltale.store.Judgement;
import telltale.store.Store;
import telltale.store.sqlite.SqliteStore;

class BackgroundJudgeTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final String KILLER = "killer";

    private final List<Throwable> failures = new ArrayList<>();
    private final AssessmentService verdicts = new AssessmentService(Ruleset.builtIn(), Networks::builtIn);
    private final AtomicLong backlog = new AtomicLong();
    private final Random random = new Random(42);
    private Store store;
    private BackgroundJudge judge;

    @BeforeEach
    void open(@TempDir Path folder) {
        store = SqliteStore.open(folder.resolve("db"), folder.resolve("native"), TIMEOUT);
        judge = new BackgroundJudge(store.judgements(), verdicts, backlog::get);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void storedEventsAreJudgedInTheBackground() {
        DeliveryId delivery = opened("curl/8.4.0");
        judge.step();
        Judgement judgement =
                Objects.requireNonNull(store.judgements().of(List.of(delivery)).get(delivery));
        assertEquals(1, judgement.opens().machines());
    }

    @Test
    void judgingPausesWhileHitsAreWaiting() {
        opened("curl/8.4.0");
        backlog.set(100_000);
        judge.step();
        assertEquals(1, store.judgements().countPending(10));
        backlog.set(0);
        judge.step();
        assertEquals(0, store.judgements().countPending(10));
    }

    @Test
    void aFailingRuleLeavesOneDeliveryUnknownAndOthersUnaffected() {
        DeliveryId killer = opened(KILLER);
        DeliveryId other = opened("curl/8.4.0");
        new BackgroundJudge(store.judgements(), failingVerdicts(), backlog::get).step();

        assertEquals(0, store.judgements().countPending(10));
        assertEquals(Map.of(VerdictClass.UNKNOWN, 1), judgement(killer).opens().classes());
        assertEquals(1, judgement(other).opens().machines());
        assertEquals(1, failures.size());
    }

    @Test
    void rejudgingFindsDeliveriesThatCouldNotBeJudged() {
        DeliveryId killer = opened(KILLER);
        new BackgroundJudge(store.judgements(), failingVerdicts(), backlog::get).step();

        assertEquals(
                1,
                new RejudgeService(store.judgements(), verdicts)
                        .apply(RejudgeService.Announcer.NONE, noted -> {})
                        .deliveries());
        judge.step();
        assertEquals(verdicts.rulesetVersion(), judgement(killer).ruleset());
    }

    private AssessmentService failingVerdicts() {
        return new AssessmentService(
                Ruleset.builtIn(), Networks::builtIn, failures::add, (events, circumstances, version) -> {
                    if (events.get(0).client().agent().equals(KILLER)) {
                        throw new StackOverflowError();
                    }
                    return new Judge(Ruleset.builtIn(), version).judgeAll(events, circumstances);
                });
    }

    private Judgement judgement(DeliveryId delivery) {
        return Objects.requireNonNull(store.judgements().of(List.of(delivery)).get(delivery));
    }

    private DeliveryId opened(String agent) {
        DeliveryId delivery = new DeliveryId(Uuid7.at(NOON, random));
        store.insert(new Delivery(
                delivery, EmailAddress.parse("ann@example.com"), null, "Hi", DeliveryState.SENDING, null, null));
        store.append(List.of(new Event(
                Uuid7.at(NOON.plusSeconds(60), random),
                EventKind.OPEN,
                delivery,
                0,
                Client.of(agent, Set.of()),
                Network.UNKNOWN)));
        return delivery;
    }
}
