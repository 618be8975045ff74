package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import telltale.assessment.AssessmentService;
import telltale.judging.Catalogue;
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
import telltale.model.PersonKey;
import telltale.model.Uuid7;
import telltale.token.PersonKeys;

/** A store with its judgements, and the deliveries and events of the contracts about them. */
public abstract class JudgementsFixture {
    protected static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    protected static final String CHROME =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0"
                    + " Safari/537.36";

    private static final PersonKeys KEYS = new PersonKeys(new byte[32]);
    private static final Networks NETWORKS = Networks.builtIn();
    protected static final AssessmentService NEWEST = new AssessmentService(Ruleset.builtIn(), () -> NETWORKS);
    /** A ruleset by which every event is a bot. */
    protected static final AssessmentService OLDER =
            new AssessmentService(Ruleset.parse("older.txt", """
                    version: 1

                    [everything]
                    scope: both
                    class: bot
                    confidence: certain
                    reason: It came from somewhere.
                    source: https://example.com
                    """, Catalogue.builtIn()), () -> NETWORKS);

    protected final Random random = new Random(42);
    protected Store store;
    protected Judgements judgements;

    /** Opens the store under test; reopening it finds the stored data. */
    protected abstract Store open() throws Exception;

    /** The number of the database that stores the next delivery. */
    protected int shard() {
        return 0;
    }

    @BeforeEach
    void openStore() throws Exception {
        store = open();
        judgements = store.judgements();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    /** The key of a person, for a store that knows persons. */
    protected static Optional<PersonKey> key(EmailAddress address) {
        return Optional.of(KEYS.keyOf(address));
    }

    protected void assertSound() {
        assertEquals(List.of(), store.recount().differences());
    }

    protected void judgeAll(AssessmentService verdicts) {
        int judged = 50;
        while (judged > 0) {
            judged = judgements.judge(50, verdicts::judgement);
        }
    }

    protected Judgement judgement(DeliveryId delivery) {
        judgeAll(NEWEST);
        return Objects.requireNonNull(judgements.of(List.of(delivery)).get(delivery));
    }

    protected DeliveryId accepted(@Nullable String campaign) {
        return accepted(campaign, "ann@example.com", NOON);
    }

    protected DeliveryId accepted(@Nullable String campaign, String to, Instant at) {
        DeliveryId delivery = made(campaign, to, at);
        store.acceptExternal(delivery, at, "250 ok", null);
        return delivery;
    }

    protected DeliveryId made(@Nullable String campaign) {
        return made(campaign, "ann@example.com", NOON);
    }

    protected DeliveryId made(@Nullable String campaign, String to, Instant at) {
        DeliveryId id = DeliveryId.create(at, shard(), random);
        store.insertExternal(
                new Delivery(id, EmailAddress.parse(to), campaign, "Hi", DeliveryState.SENDING, null, null), true);
        return id;
    }

    protected Event open(DeliveryId delivery, String agent, Duration after) {
        return event(delivery, EventKind.OPEN, 0, agent, NOON.plus(after), random);
    }

    protected Event click(DeliveryId delivery, String agent, Duration after) {
        return event(delivery, EventKind.CLICK, 1, agent, NOON.plus(after), random);
    }

    protected static Event event(
            DeliveryId delivery, EventKind kind, int link, String agent, Instant at, Random random) {
        return new Event(Uuid7.at(at, random), kind, delivery, link, client(agent), Network.UNKNOWN);
    }

    protected static Client client(String agent) {
        return Client.of(agent, Set.of(Client.Flag.ACCEPTS_IMAGES));
    }
}
