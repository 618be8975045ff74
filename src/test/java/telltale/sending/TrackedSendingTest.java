package telltale.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.mail.ChoiceLinks;
import telltale.mail.Pixel;
import telltale.mail.Tracking;
import telltale.model.Address;
import telltale.model.BadInput;
import telltale.model.Delivery;
import telltale.model.Mail;
import telltale.model.Mailbox;
import telltale.model.Outcome;
import telltale.model.State;
import telltale.model.Suppression;
import telltale.model.Suppression.Scope;
import telltale.store.DeliveryQuery;
import telltale.store.Persons.Suppressed;
import telltale.store.Store;
import telltale.store.StoreUnavailable;
import telltale.store.jdbc.JdbcStore;
import telltale.token.PersonKeys;

class TrackedSendingTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Mail MAIL = new Mail(Address.parse("ann@example.com"), "Hi", "<p>Hello</p>", null, "spring");

    private static final PersonKeys KEYS = new PersonKeys(new byte[32]);

    @TempDir
    Path home;

    private Store store;
    private final List<Delivery> storedWhenTheMailLeft = new ArrayList<>();

    @BeforeEach
    void open() {
        store = JdbcStore.embedded(
                home.resolve("telltale.db"),
                home.resolve("native"),
                Duration.ofSeconds(1),
                address -> Optional.of(KEYS.of(address)));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void theDeliveryIsStoredBeforeTheMailLeaves() throws SuppressedRecipient {
        sending(() -> new Outcome.Accepted(NOON, "250 ok")).send(MAIL);
        assertEquals(1, storedWhenTheMailLeft.size());
        assertEquals(State.SENDING, storedWhenTheMailLeft.get(0).state());
    }

    @Test
    void theOutcomeIsAnsweredAndStored() throws SuppressedRecipient {
        Sent sent = sending(() -> new Outcome.Accepted(NOON.plusSeconds(1), "250 ok"))
                .send(MAIL);
        assertTrue(sent.remembered());
        assertEquals(State.ACCEPTED, sent.delivery().state());
        assertEquals(NOON.plusSeconds(1), sent.delivery().acceptedAt());
        assertEquals(sent.delivery(), store.delivery(sent.delivery().id()).orElseThrow());
    }

    @Test
    void aRefusedMailIsARefusedDelivery() throws SuppressedRecipient {
        Sent sent = sending(() -> new Outcome.Refused(Outcome.SmtpStage.RCPT, 550, "550 5.1.1 no such user"))
                .send(MAIL);
        assertEquals(State.REFUSED, sent.delivery().state());
        assertEquals(sent.delivery(), store.delivery(sent.delivery().id()).orElseThrow());
    }

    @Test
    void withTheDatabaseAwayNothingIsSent() {
        store.close();
        assertThrows(
                StoreUnavailable.class,
                () -> sending(() -> new Outcome.Accepted(NOON, "250 ok")).send(MAIL));
        assertEquals(List.of(), storedWhenTheMailLeft);
    }

    @Test
    void anOutcomeThatTheDatabaseDoesNotTakeIsStillAnswered() throws SuppressedRecipient {
        Sent sent = sending(() -> {
                    store.close();
                    return new Outcome.Accepted(NOON, "250 ok");
                })
                .send(MAIL);
        assertFalse(sent.remembered());
        assertEquals(State.ACCEPTED, sent.delivery().state());

        open();
        assertEquals(1, store.failInterrupted(TrackedSending.INTERRUPTED));
        Delivery found = store.delivery(sent.delivery().id()).orElseThrow();
        assertEquals(State.FAILED, found.state());
        assertTrue(String.valueOf(found.detail()).startsWith("in doubt"), found.detail());
    }

    @Test
    void aMailThatItsRecipientDoesNotWantIsKeptAsSuppressedAndNotSent() {
        store.persons().suppress(List.of(new Suppressed(MAIL.to(), new Suppression(Scope.ALL, "by letter", NOON))));
        SuppressedRecipient unwanted = assertThrows(
                SuppressedRecipient.class,
                () -> sending(() -> new Outcome.Accepted(NOON, "250 ok")).send(MAIL));
        assertEquals(State.SUPPRESSED, unwanted.delivery().state());
        assertEquals(
                Optional.of(unwanted.delivery()),
                store.delivery(unwanted.delivery().id()));
        assertEquals(List.of(), storedWhenTheMailLeft);
    }

    @Test
    void whoUnsubscribedStillGetsWhatIsMeantForOnePersonAlone() throws SuppressedRecipient {
        Suppression unsubscribed = new Suppression(Scope.BULK, Suppression.UNSUBSCRIBED, NOON);
        store.persons().suppress(List.of(new Suppressed(MAIL.to(), unsubscribed)));
        TrackedSending sending = sending(() -> new Outcome.Accepted(NOON, "250 ok"));
        assertEquals(State.ACCEPTED, sending.send(MAIL).delivery().state());
        Mail bulk = new Mail(MAIL.to(), "Hi", "<p>Hello</p>", null, null, true);
        assertThrows(SuppressedRecipient.class, () -> sending.send(bulk));
    }

    @Test
    void bulkIsTrueOrFalse() {
        assertTrue(bulk("true").bulk());
        assertFalse(bulk("false").bulk());
        assertFalse(bulk(null).bulk());
        assertEquals("bulk", assertThrows(BadInput.class, () -> bulk("yes")).field());
    }

    private static Mail bulk(@Nullable String bulk) {
        return new TrackRequest("ann@example.com", "Hi", null, "text", null, bulk).mail(null);
    }

    @Test
    void aRequestWithoutBodyGetsTheDefaultMail() {
        Mail mail = new TrackRequest("ann@example.com", null, null, null, null).mail(null);
        assertTrue(String.valueOf(mail.html()).contains("<body"), mail.html());
        assertFalse(mail.subject().isBlank());
        assertEquals(
                "",
                new TrackRequest("ann@example.com", null, null, "text", null)
                        .mail(null)
                        .subject());
    }

    @Test
    void theRecipientIsTheOneNamedOrTheDefaultOne() {
        Address fallback = Address.parse("bob@example.com");
        assertEquals(fallback, request(null).mail(fallback).to());
        assertEquals(
                "ann@example.com",
                request("ann@example.com").mail(fallback).to().toString());
        assertEquals(
                "to",
                assertThrows(BadInput.class, () -> request(null).mail(null)).field());
        assertEquals(
                "to",
                assertThrows(BadInput.class, () -> request("ann").mail(fallback))
                        .field());
    }

    private static TrackRequest request(@Nullable String to) {
        return new TrackRequest(to, "Hi", null, "text", null);
    }

    private TrackedSending sending(Supplier<Outcome> outcome) {
        return new TrackedSending(
                store,
                mail -> {
                    storedWhenTheMailLeft.addAll(store.deliveries(new DeliveryQuery(null, null, null, null, 10))
                            .deliveries());
                    return outcome.get();
                },
                new Mailbox("Shop", Address.parse("shop@example.com")),
                new Tailor(
                        delivery -> new Tracking(
                                Pixel.invisible(URI.create("http://localhost/app/pixel/" + delivery)), null),
                        delivery ->
                                new ChoiceLinks("https://x.example/u/" + delivery, "https://x.example/p/" + delivery),
                        null),
                Clock.fixed(NOON, ZoneOffset.UTC),
                new Random(42));
    }
}
