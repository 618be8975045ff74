package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.FailureClass;
import telltale.model.FailureReason;
import telltale.model.ImmutableBytes;
import telltale.model.PrivacyProfile;
import telltale.model.Provider;
import telltale.model.Uuid7;
import telltale.store.DeliveryCondition.Campaign;
import telltale.store.DeliveryCondition.CreatedBefore;
import telltale.store.DeliveryCondition.CreatedFrom;
import telltale.store.DeliveryCondition.DeliveryOrMessage;
import telltale.store.DeliveryCondition.FailedBecause;
import telltale.store.DeliveryCondition.Identified;
import telltale.store.DeliveryCondition.LinkTo;
import telltale.store.DeliveryCondition.MailboxProvider;
import telltale.store.DeliveryCondition.OpenedBy;
import telltale.store.DeliveryCondition.QueueIds;
import telltale.store.DeliveryCondition.QueueIdsOr;
import telltale.store.DeliveryCondition.Recipient;
import telltale.store.DeliveryCondition.RecipientDomain;
import telltale.store.DeliveryCondition.State;
import telltale.store.DeliveryCondition.SubjectWords;

/** The contract of the search for deliveries with every database. */
public abstract class DeliverySearchContract extends JudgementsFixture {
    private static final EmailAddress ANN = EmailAddress.parse("Ann@example.com");
    private static final int BOUND = 20_000;

    private List<DeliveryId> found(DeliveryCondition... conditions) {
        List<DeliveryId> all = new ArrayList<>();
        DeliveryQuery query = new DeliveryQuery(List.of(conditions), null, 2);
        for (DeliveryPage page = store.deliveries(query); ; page = store.deliveries(query)) {
            page.deliveries().forEach(delivery -> all.add(delivery.id()));
            if (page.next() == null) {
                return all;
            }
            query = query.after(page.next());
        }
    }

    private DeliveryId about(String subject) {
        return sent(null, subject, List.of());
    }

    private DeliveryId sent(@Nullable String campaign, String subject, List<String> links) {
        DeliveryId id = new DeliveryId(Uuid7.at(NOON, random));
        store.insertExternal(
                new Delivery(id, ANN, campaign, subject, DeliveryState.SENDING, null, null),
                true,
                links,
                PrivacyProfile.INDIVIDUAL);
        return id;
    }

    @Test
    void aSubjectIsFoundByPartsOfItWhateverTheirCase() {
        DeliveryId offer = about("50% off: WINTERSTRA\u00dfE_1 u\u0308ber");
        about("50 percent off: street1");

        assertEquals(List.of(offer), found(new SubjectWords(List.of("OFF", "winterstrasse"))));
        assertEquals(List.of(offer), found(new SubjectWords(List.of("\u00dcBER"))));
        assertEquals(List.of(offer), found(new SubjectWords(List.of("50%"))));
        assertEquals(List.of(offer), found(new SubjectWords(List.of("e_1"))));
        assertEquals(List.of(), found(new SubjectWords(List.of("%", "percent"))));
        assertEquals(List.of(), found(new SubjectWords(List.of("' or 1=1 --"))));
        assertEquals(List.of(), found(new SubjectWords(List.of("x".repeat(10_000)))));
    }

    @Test
    void aRecipientIsFoundByAddressAndByDomain() {
        DeliveryId ann = accepted("spring", "ann@Example.com", NOON);
        DeliveryId bob = accepted("spring", "bob@example.com", NOON.minusSeconds(1));
        accepted("spring", "ann@mail.example.com", NOON);

        assertEquals(List.of(ann), found(new Recipient(ANN)));
        assertEquals(List.of(ann, bob), found(new RecipientDomain("example.com")));
        assertEquals(List.of(bob), found(new RecipientDomain("example.com"), new CreatedBefore(NOON)));
        assertEquals(List.of(), found(new RecipientDomain("example.c_m")));
        assertEquals(List.of(), found(new Recipient(ANN), new Campaign("autumn")));
    }

    @Test
    void aDeliveryIsFoundByItsIdAndThoseOfAMessageByItsId() {
        StoredMessage message =
                new StoredMessage(Uuid7.at(NOON, random), "spring", ImmutableBytes.NONE, List.of(), null, 1);
        List<NewDelivery> queued = IntStream.range(0, 5).mapToObj(this::queued).toList();
        store.outbox().enqueue(message, 0, queued);
        DeliveryId other = made("spring");

        List<DeliveryId> ids = queued.stream()
                .map(NewDelivery::id)
                .sorted((a, b) -> b.compareTo(a))
                .toList();
        assertEquals(ids, found(new DeliveryOrMessage(message.id())));
        assertEquals(List.of(other), found(new DeliveryOrMessage(other.value())));
        assertEquals(List.of(other), found(new Identified(other), new Campaign("spring")));
        assertEquals(List.of(), found(new Identified(other), new Campaign("autumn")));
        assertEquals(List.of(), found(new DeliveryOrMessage(new UUID(1, 2))));
    }

    private NewDelivery queued(int second) {
        return new NewDelivery(
                new DeliveryId(Uuid7.at(NOON.plusSeconds(second), random)),
                EmailAddress.parse("r" + second + "@example.com"),
                second % 1_000 == 7 ? "Rare" : "Hi",
                ImmutableBytes.NONE,
                0,
                DeliveryState.QUEUED,
                NOON);
    }

    @Test
    void anIdentifierOfTheMailServerIsPreferredToAnotherMeaning() {
        DeliveryId queued = made("spring");
        DeliveryId ofAnn = accepted("spring", "ann@example.com", NOON.minusSeconds(1));
        store.acceptExternal(queued, NOON, "250 ok", "ann");
        QueueIds ids = new QueueIds(List.of("ann@example.com", "ann"));

        assertEquals(
                List.of(queued), found(new QueueIdsOr(ids, new Recipient(ANN)), new State(DeliveryState.ACCEPTED)));
        assertEquals(List.of(queued, ofAnn), found(new QueueIdsOr(new QueueIds(List.of("ANN")), new Recipient(ANN))));
    }

    @Test
    void theMailsWithALinkAreFoundByItsDestination() {
        DeliveryId with = sent("spring", "Hi", List.of("https://shop.example/a", "https://shop.example/b%20_"));
        sent("spring", "Hi", List.of("https://shop.example/c"));

        assertEquals(List.of(with), found(new LinkTo("https://shop.example/b%20_")));
        assertEquals(List.of(), found(new LinkTo("https://shop.example/%")));
        assertEquals(List.of(), found(new LinkTo("https://shop.example/")));
    }

    @Test
    void eachDeliveryHasOneReader() {
        DeliveryId person = accepted("spring");
        DeliveryId machine = accepted("spring");
        DeliveryId unknown = accepted("spring");
        DeliveryId nobody = accepted("spring");
        store.append(List.of(
                open(person, CHROME, Duration.ofHours(1)),
                open(person, "curl/8.4.0", Duration.ofHours(2)),
                open(machine, "curl/8.4.0", Duration.ofHours(1)),
                open(unknown, "", Duration.ofHours(1))));
        assertEquals(3, found(new OpenedBy(Reader.UNKNOWN)).size(), "before they are judged");
        judgeAll(NEWEST);

        assertEquals(List.of(person), found(new OpenedBy(Reader.PEOPLE)));
        assertEquals(List.of(machine), found(new OpenedBy(Reader.MACHINES), new Campaign("spring")));
        assertEquals(List.of(unknown), found(new OpenedBy(Reader.UNKNOWN)));
        assertEquals(List.of(nobody), found(new OpenedBy(Reader.NOBODY)));
    }

    @Test
    void silenceIsEvidenceOnlyWhereAnOpenWouldBeMeasured() {
        DeliveryId nobody = accepted("spring", "ben@example.com", NOON);
        DeliveryId clicked = accepted("spring", "cem@example.com", NOON);
        DeliveryId clickedByMachine = accepted("spring", "dan@example.com", NOON);
        DeliveryId notDelivered = made("spring");
        DeliveryId withoutPixel = new DeliveryId(Uuid7.at(NOON, random));
        store.insertExternal(new Delivery(withoutPixel, ANN, "spring", "Hi", DeliveryState.SENDING, null, null), false);
        store.acceptExternal(withoutPixel, NOON, "250 ok", null);
        DeliveryId underHygiene = new DeliveryId(Uuid7.at(NOON, random));
        store.insertExternal(
                new Delivery(underHygiene, ANN, null, "Hi", DeliveryState.SENDING, null, null),
                true,
                List.of(),
                PrivacyProfile.HYGIENE);
        store.acceptExternal(underHygiene, NOON, "250 ok", null);
        store.append(List.of(
                click(clicked, CHROME, Duration.ofHours(1)),
                click(clickedByMachine, "curl/8.4.0", Duration.ofHours(1))));
        assertEquals(List.of(), found(new OpenedBy(Reader.NOBODY)), "before they are judged");
        judgeAll(NEWEST);
        assertEquals(List.of(nobody), found(new OpenedBy(Reader.NOBODY)));
        assertEquals(
                Set.of(clicked, clickedByMachine, notDelivered, withoutPixel, underHygiene),
                Set.copyOf(found(new OpenedBy(Reader.UNMEASURED))));
    }

    @Test
    void failuresAreFoundByTheirClass() {
        store.outbox()
                .enqueue(
                        new StoredMessage(Uuid7.at(NOON, random), null, ImmutableBytes.NONE, List.of(), null, 1),
                        0,
                        List.of(queued(1), queued(2)));
        List<ClaimedDelivery> claimed = store.outbox().claim(NOON, 2);
        store.outbox()
                .recordResults(List.of(
                        result(claimed.get(0), DeliveryState.REFUSED, null).failed(FailureReason.MAILBOX_GONE, null),
                        result(claimed.get(1), DeliveryState.DEFERRED, NOON).failed(FailureReason.MAILBOX_GONE, null)));

        assertEquals(List.of(claimed.get(0).id()), found(new FailedBecause(FailureClass.HARD)));
        assertEquals(List.of(), found(new FailedBecause(FailureClass.SOFT)));
    }

    private static AttemptResult result(ClaimedDelivery mail, DeliveryState state, @Nullable Instant retryAt) {
        return new AttemptResult(mail.id(), mail.attempt(), state, NOON, "550 5.1.1 no", "5.1.1", retryAt);
    }

    @Test
    void aProviderThatIsNotKnownYetIsAnotherOne() {
        DeliveryId delivery = accepted("spring");

        assertEquals(List.of(delivery), found(new MailboxProvider(Provider.OTHER)));
        assertEquals(List.of(), found(new MailboxProvider(Provider.GOOGLE)));
    }

    @Test
    void aRangeOfTimeIncludesItsBeginAndNotItsEnd() {
        DeliveryId first = made("spring", "ann@example.com", NOON);
        DeliveryId second = made("spring", "ann@example.com", NOON.plusMillis(1));

        assertEquals(List.of(first), found(new CreatedFrom(NOON), new CreatedBefore(NOON.plusMillis(1))));
        assertEquals(List.of(second), found(new CreatedFrom(NOON.plusMillis(1)), new Campaign("spring")));
        assertEquals(List.of(), found(new CreatedBefore(NOON)));
    }

    @Test
    void aQueryLooksAtABoundedNumberOfDeliveries() {
        List<NewDelivery> many =
                IntStream.range(0, BOUND + 10).mapToObj(this::queued).toList();
        store.outbox()
                .enqueue(
                        new StoredMessage(Uuid7.at(NOON, random), "spring", ImmutableBytes.NONE, List.of(), null, 1),
                        0,
                        many);
        DeliveryQuery query = new DeliveryQuery(
                List.of(new Campaign("spring"), new SubjectWords(List.of("rare"))), null, DeliveryQuery.MAX_LIMIT);

        DeliveryPage page = store.deliveries(query);
        assertEquals(20, page.deliveries().size());
        assertEquals(many.get(10).id(), page.next());
        DeliveryPage rest = store.deliveries(query.after(many.get(10).id()));
        assertEquals(1, rest.deliveries().size());
        assertNull(rest.next());
    }
}
