package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import telltale.assessment.JudgedEvent;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.ReportKind;
import telltale.model.Suppression;
import telltale.model.Uuid7;
import telltale.model.VerdictClass;
import telltale.model.WebhookType;
import telltale.store.WebhookEvents.Cause;
import telltale.store.WebhookQueue.Due;
import telltale.store.WebhookQueue.Result;
import telltale.store.Webhooks.Condition;
import telltale.store.Webhooks.Endpoint;
import telltale.store.Webhooks.Setup;
import telltale.store.Webhooks.State;
import telltale.store.Webhooks.Subscription;
import telltale.webhooks.EventComposer;

/** The contract of the events for webhooks with every database. */
public abstract class WebhookEventsContract extends ReportsFixture {
    private static final Set<WebhookType> ALL = EnumSet.complementOf(EnumSet.of(WebhookType.WEBHOOK_TEST));
    private static final Duration LEASE = Duration.ofMinutes(1);

    /** The time of the database, since triggers use it. */
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    /** Payloads that a test can compare: what follows the type. */
    private static final EventComposer.Format FORMAT = new EventComposer.Format() {
        @Override
        public String payload(Cause cause) {
            return cause.type().wireName()
                    + (cause.delivery() == null ? "" : " to " + cause.delivery().recipient())
                    + (cause.masked() == null ? "" : " for " + cause.masked())
                    + (cause.detail() == null ? "" : ": " + cause.detail());
        }

        @Override
        public String payload(WebhookType type, Instant at, JudgedEvent event, @Nullable VerdictClass before) {
            return type.wireName() + (before == null ? "" : " from " + before.wireName()) + " to "
                    + Objects.requireNonNull(event.verdict()).type().wireName();
        }
    };

    private UUID endpoint(Set<WebhookType> types, boolean people, @Nullable String campaign) {
        return endpoint(types, people, campaign, State.ENABLED, now.minusSeconds(60));
    }

    private UUID endpoint(
            Set<WebhookType> types, boolean people, @Nullable String campaign, State state, Instant createdAt) {
        Setup setup = new Setup(
                "https://hooks.example.com/", "", new Subscription(types, people, campaign), false, 0, "sealed");
        UUID id = Uuid7.at(createdAt, random);
        store.webhooks().add(new Endpoint(id, setup, Condition.of(state, null), createdAt));
        return id;
    }

    private int compose() {
        return store.webhookEvents().compose(1_000, new EventComposer(NEWEST, FORMAT), Instant.now());
    }

    private List<Due> due(UUID endpoint) {
        return store.webhookQueue().due(endpoint, Instant.now().plusSeconds(1), 100);
    }

    private List<String> payloads(UUID endpoint) {
        compose();
        List<Due> due = due(endpoint);
        due.forEach(event -> deliver(endpoint, event));
        List<String> payloads = new ArrayList<>(due.stream().map(Due::payload).toList());
        if (!due.isEmpty()) {
            payloads.addAll(payloads(endpoint));
        }
        return payloads;
    }

    private void deliver(UUID endpoint, Due event) {
        store.webhookQueue().record(endpoint, List.of(result(event, null, false)), Condition.HEALTHY);
    }

    private Result result(Due event, @Nullable Instant dueAt, boolean isFailed) {
        boolean isDelivered = dueAt == null && !isFailed;
        return new Result(
                event.number(),
                event.attempts() + 1,
                now,
                Duration.ofMillis(7),
                isDelivered ? 204 : 500,
                "answer",
                dueAt,
                isFailed);
    }

    private Event load(DeliveryId delivery, EventKind kind) {
        return event(delivery, kind, kind == EventKind.CLICK ? 1 : 0, CHROME, now.minusSeconds(5), random);
    }

    @Test
    void nothingIsWrittenWithoutAnEndpointThatWantsIt() {
        accepted("spring");
        endpoint(ALL, false, null, State.UNVERIFIED, now);
        endpoint(ALL, false, null, State.DISABLED, now);
        accepted("spring");
        assertEquals(0, number("select count(*) from webhook_causes"));
        endpoint(Set.of(WebhookType.COMPLAINT), false, null);
        DeliveryId delivery = accepted("spring");
        store.append(List.of(load(delivery, EventKind.OPEN)));
        judgeAll(NEWEST);
        assertEquals(0, number("select count(*) from webhook_causes"));
    }

    @Test
    void changesOfADeliveryAreSentInTheirOrder() {
        UUID endpoint = endpoint(ALL, false, null);
        DeliveryId delivery = accepted("spring");
        store(report(delivery, ReportKind.SUCCESS, now));
        store(report(delivery, ReportKind.REPLY, now));
        store(report(delivery, ReportKind.BOUNCE, now));
        List<String> payloads = payloads(endpoint);
        assertEquals(
                List.of(
                        "delivery.accepted to ann@example.com for a***@example.com: 250 ok",
                        "delivery.delivered to ann@example.com for a***@example.com",
                        "reply to ann@example.com for a***@example.com",
                        "delivery.bounced to ann@example.com for a***@example.com: 250 ok"),
                payloads.stream()
                        .filter(payload -> !payload.startsWith("suppression"))
                        .toList());
    }

    @Test
    void laterEventsOfADeliveryWaitForTheFirst() {
        UUID endpoint = endpoint(ALL, false, null);
        DeliveryId delivery = accepted("spring");
        DeliveryId other = accepted("spring");
        store(report(delivery, ReportKind.REPLY, now));
        compose();
        List<Due> due = due(endpoint);
        assertEquals(2, due.size());
        store.webhookQueue().record(endpoint, List.of(result(due.get(0), now.plus(Duration.ofHours(1)), false)), null);
        assertEquals(
                List.of(due.get(1).id()), due(endpoint).stream().map(Due::id).toList());
        store.webhookQueue().record(endpoint, List.of(result(due.get(0), null, true)), null);
        assertEquals(
                List.of("delivery.accepted", "reply"),
                due(endpoint).stream()
                        .map(event -> event.payload().split(" ", 2)[0])
                        .toList());
        assertEquals(1, store.webhookQueue().backlog(endpoint, 10).failed());
        assertTrue(store.delivery(other).isPresent());
    }

    @Test
    void anOpenIsSentWithItsVerdictAndAChangedVerdictAfterIt() {
        UUID all = endpoint(ALL, false, "spring");
        UUID people = endpoint(ALL, true, null);
        UUID elsewhere = endpoint(ALL, false, "autumn");
        UUID later = endpoint(ALL, false, null, State.ENABLED, now.plusSeconds(60));
        DeliveryId delivery = accepted("spring");
        Event open = load(delivery, EventKind.OPEN);
        store.append(List.of(open));
        assertEquals(List.of("delivery.accepted"), types(payloads(people)));
        judgeAll(NEWEST);
        assertEquals(List.of("open to human-direct"), payloads(people));
        judgements.correct(delivery, open.id(), VerdictClass.SCANNER);
        judgeAll(NEWEST);
        assertEquals(List.of("verdict.changed from human-direct to scanner"), payloads(people));
        judgements.correct(delivery, open.id(), VerdictClass.BOT);
        judgeAll(NEWEST);
        assertEquals(List.of(), payloads(people));
        assertEquals(
                List.of(
                        "delivery.accepted",
                        "open to human-direct",
                        "verdict.changed from human-direct to scanner",
                        "verdict.changed from scanner to bot"),
                payloads(all).stream()
                        .map(payload -> payload.startsWith("delivery") ? "delivery.accepted" : payload)
                        .toList());
        assertEquals(List.of(), payloads(elsewhere));
        assertEquals(List.of("delivery.accepted"), types(payloads(later)));
    }

    private static List<String> types(List<String> payloads) {
        return payloads.stream().map(payload -> payload.split(" ", 2)[0]).toList();
    }

    @Test
    void otherRulesAloneChangeNothingThatWasSent() {
        UUID endpoint = endpoint(ALL, false, null);
        DeliveryId delivery = accepted("spring");
        store.append(List.of(load(delivery, EventKind.CLICK)));
        judgeAll(OLDER);
        store.webhookEvents().compose(10, new EventComposer(OLDER, FORMAT), now);
        assertEquals(List.of("delivery.accepted", "click"), types(payloads(endpoint)));
        judgements.markForJudgement(List.of(number("select max(number) from deliveries")));
        judgeAll(NEWEST);
        assertEquals(List.of(), payloads(endpoint));
    }

    @Test
    void verdictsThatOtherRulesChangedAreCountedAndSentWhenThatIsAskedFor() {
        UUID all = endpoint(ALL, false, null);
        UUID people = endpoint(ALL, true, "spring");
        endpoint(ALL, false, "autumn");
        endpoint(Set.of(WebhookType.OPEN), false, null);
        endpoint(ALL, false, null, State.ENABLED, now.plusSeconds(60));
        store.append(List.of(load(accepted("spring"), EventKind.OPEN)));
        judgeAll(OLDER);
        store.webhookEvents().compose(10, new EventComposer(OLDER, FORMAT), now);
        assertEquals(List.of("delivery.accepted", "open"), types(payloads(all)));
        assertEquals(List.of("delivery.accepted"), types(payloads(people)));
        List<Long> numbers = List.of(number("select max(number) from deliveries"));
        assertEquals(Map.of(all, 1L, people, 1L), announced(numbers));
        store.webhookEvents().announce(numbers, now);
        store.webhookEvents().announce(numbers, now);
        judgements.markForJudgement(numbers);
        judgeAll(NEWEST);
        assertEquals(List.of("verdict.changed from bot to human-direct"), payloads(all));
        assertEquals(List.of("verdict.changed from bot to human-direct"), payloads(people));
        assertEquals(Map.of(), announced(numbers));
    }

    private Map<UUID, Long> announced(List<Long> deliveries) {
        return store
                .webhookEvents()
                .countAnnounced(deliveries, new EventComposer(NEWEST, FORMAT), now)
                .entrySet()
                .stream()
                .collect(Collectors.toMap(counted -> counted.getKey().id(), Map.Entry::getValue));
    }

    @Test
    void nothingIsNotedForChangedVerdictsThatNobodyWants() {
        endpoint(Set.of(WebhookType.OPEN), false, null);
        store.append(List.of(load(accepted("spring"), EventKind.OPEN)));
        judgeAll(NEWEST);
        compose();
        store.webhookEvents().announce(List.of(number("select max(number) from deliveries")), now);
        assertEquals(0, number("select count(*) from webhook_causes"));
    }

    @Test
    void suppressionsAndErasuresAreSent() {
        UUID endpoint = endpoint(ALL, false, null);
        DeliveryId delivery = accepted("spring");
        store.persons().suppressRecipient(delivery, new Suppression(Suppression.Scope.BULK, "asked", now));
        store.persons().release(ANN);
        store.persons().suppressRecipient(delivery, Suppression.ofTopic("news", Suppression.UNSUBSCRIBED, now));
        store.persons().release(ANN, "news");
        List<String> sent = payloads(endpoint);
        assertTrue(sent.contains("delivery.accepted to ann@example.com for a***@example.com: 250 ok"), sent::toString);
        assertEquals(
                List.of(
                        "suppression.added for a***@example.com: asked",
                        "suppression.removed for a***@example.com: asked",
                        "suppression.added for a***@example.com: unsubscribed",
                        "suppression.removed for a***@example.com: unsubscribed"),
                sent.stream()
                        .filter(payload -> payload.startsWith("suppression"))
                        .toList());
        store.persons().suppressRecipient(delivery, new Suppression(Suppression.Scope.ALL, "asked", now));
        compose();
        store.persons().erase(ANN);
        assertEquals(List.of("recipient.erased for a***@example.com"), payloads(endpoint));
        assertEquals(1, number("select count(*) from webhook_events"));
        assertEquals(0, number("select count(*) from webhook_verdicts"));
    }

    @Test
    void nothingIsSentAboutARestrictedPerson() {
        UUID endpoint = endpoint(ALL, false, null);
        DeliveryId delivery = accepted("spring");
        compose();
        assertEquals(1, due(endpoint).size());
        store.persons().rights().restrict(ANN, now);
        assertEquals(List.of(), due(endpoint), "what waited is deleted");

        store(report(delivery, ReportKind.REPLY, now));
        store.persons()
                .suppress(List.of(new Persons.Suppressed(ANN, new Suppression(Suppression.Scope.ALL, "x", now))));
        assertEquals(List.of(), payloads(endpoint));
        store.persons().rights().release(ANN);
        store(report(delivery, ReportKind.COMPLAINT, now));
        assertEquals(List.of("complaint"), types(payloads(endpoint)));
        store.persons().rights().restrict(ANN, now);
        store.persons().erase(ANN);
        assertEquals(List.of("recipient.erased"), types(payloads(endpoint)));
    }

    @Test
    void anObjectionEndsWhatIsSentAboutOpensAndNothingElse() {
        UUID endpoint = endpoint(ALL, false, null);
        DeliveryId delivery = accepted("spring");
        Event open = load(delivery, EventKind.OPEN);
        store.append(List.of(open));
        judgeAll(NEWEST);
        compose();
        store.persons().setTracked(delivery, false, now);
        assertEquals(List.of("delivery.accepted"), types(payloads(endpoint)), "the open waited");

        judgements.correct(delivery, open.id(), VerdictClass.SCANNER);
        judgeAll(NEWEST);
        store(report(delivery, ReportKind.REPLY, now));
        assertEquals(List.of("reply"), types(payloads(endpoint)));
    }

    @Test
    void attemptsAreListedAndEventsReplayedWithTheSameId() {
        UUID endpoint = endpoint(ALL, false, null);
        accepted("spring");
        accepted("spring");
        compose();
        List<Due> due = due(endpoint);
        deliver(endpoint, due.get(0));
        store.webhookQueue().record(endpoint, List.of(result(due.get(1), null, true)), null);
        assertEquals(
                List.of(due.get(1).id(), due.get(0).id()),
                store.webhookQueue().attempts(endpoint, false, null, 10).stream()
                        .map(WebhookQueue.Attempt::event)
                        .toList());
        WebhookQueue.Attempt failed =
                store.webhookQueue().attempts(endpoint, true, null, 10).get(0);
        assertEquals(WebhookQueue.Progress.FAILED, failed.progress());
        assertEquals(500, failed.status());
        assertEquals(1, replay(endpoint, new WebhookQueue.Replay(null, null, null, true)));
        assertEquals(
                List.of(due.get(1).id()), due(endpoint).stream().map(Due::id).toList());
        assertEquals(1, replay(endpoint, new WebhookQueue.Replay(due.get(0).id(), null, null, false)));
        assertEquals(0, replay(endpoint, new WebhookQueue.Replay(null, now.minusSeconds(60), null, false)));
        due(endpoint).forEach(event -> deliver(endpoint, event));
        assertEquals(
                2, replay(endpoint, new WebhookQueue.Replay(null, now.minusSeconds(60), now.plusSeconds(60), false)));
        assertEquals(
                due.stream().map(Due::id).toList(),
                due(endpoint).stream().map(Due::id).toList());
    }

    @Test
    void manyEventsAreReplayedInPartsAndDeletedWithTheirEndpoint() {
        UUID endpoint = endpoint(ALL, false, null);
        UUID other = endpoint(ALL, false, null);
        for (int i = 0; i < 600; i++) {
            accepted("spring");
        }
        compose();
        for (List<Due> due = due(endpoint); !due.isEmpty(); due = due(endpoint)) {
            store.webhookQueue()
                    .record(
                            endpoint,
                            due.stream().map(event -> result(event, null, true)).toList(),
                            null);
        }
        WebhookQueue.Replay failed = new WebhookQueue.Replay(null, null, null, true);
        WebhookQueue.Replayed first = store.webhookQueue().replay(endpoint, failed, 0, 400, Instant.now());
        assertEquals(400, first.count());
        assertEquals(400, store.webhookQueue().backlog(endpoint, 1_000).waiting());
        long after = Objects.requireNonNull(first.last());
        assertEquals(
                new WebhookQueue.Replayed(200, null),
                store.webhookQueue().replay(endpoint, failed, after, 400, Instant.now()));
        assertEquals(new WebhookQueue.Backlog(600, 0), store.webhookQueue().backlog(endpoint, 1_000));
        assertTrue(store.webhooks().delete(endpoint));
        assertEquals(0, number("select count(*) from webhook_attempts"));
        assertEquals(new WebhookQueue.Backlog(600, 0), store.webhookQueue().backlog(other, 1_000));
    }

    private int replay(UUID endpoint, WebhookQueue.Replay replay) {
        WebhookQueue.Replayed all = store.webhookQueue().replay(endpoint, replay, 0, 10, Instant.now());
        assertEquals(null, all.last());
        return all.count();
    }

    @Test
    void anEndpointIsReadyWhileItHasDueEventsAndDoesNotRest() {
        UUID endpoint = endpoint(ALL, false, null);
        WebhookQueue queue = store.webhookQueue();
        assertEquals(List.of(), queue.ready(Instant.now()));
        accepted("spring");
        compose();
        assertEquals(List.of(endpoint), queue.ready(Instant.now().plusSeconds(1)));
        assertTrue(queue.lease(endpoint, LEASE).isPresent());
        Condition resting = new Condition(State.ENABLED, null, 5, now, now.plusSeconds(60));
        queue.record(endpoint, List.of(), resting);
        assertEquals(List.of(), queue.ready(now.plusSeconds(30)));
        assertEquals(List.of(endpoint), queue.ready(now.plusSeconds(61)));
        assertEquals(resting, store.webhooks().find(endpoint).orElseThrow().condition());
        store.webhooks().change(endpoint, one -> one.with(Condition.of(State.PAUSED, "it failed")));
        assertEquals(List.of(), queue.ready(now.plusSeconds(61)));
        assertTrue(queue.lease(endpoint, LEASE).isEmpty());
        accepted("spring");
        compose();
        assertEquals(2, queue.backlog(endpoint, 10).waiting());
        assertTrue(store.webhooks().delete(endpoint));
        accepted("spring");
        assertEquals(0, number("select count(*) from webhook_queue") + number("select count(*) from webhook_causes"));
    }

    @Test
    void oldEventsAreDeleted() {
        UUID endpoint = endpoint(ALL, false, null);
        DeliveryId delivery = accepted("spring");
        store.append(List.of(load(delivery, EventKind.OPEN)));
        judgeAll(NEWEST);
        payloads(endpoint);
        assertEquals(0, store.webhookEvents().deleteOld(now.plus(Duration.ofDays(6)), 10));
        assertEquals(2, store.webhookEvents().deleteOld(now.plus(Duration.ofDays(8)), 10));
        assertEquals(0, number("select count(*) from webhook_attempts"));
        assertEquals(1, store.webhookEvents().deleteOld(now.plus(Duration.ofDays(31)), 10));
        assertEquals(0, number("select count(*) from webhook_verdicts"));
    }
}
