package telltale.sending;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import telltale.message.MessageComposer;
import telltale.message.Personalizer;
import telltale.message.WrittenLinks;
import telltale.message.html.HtmlLimits;
import telltale.message.html.RecipientLinks;
import telltale.message.html.TrackedHtml;
import telltale.message.html.UrlPlaceholders;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.InvalidInputException;
import telltale.model.MailMessage;
import telltale.model.Person;
import telltale.model.QueueId;
import telltale.store.Store;

/** Tracks messages that another mailer sends: the mailer gets tracked HTML and headers, and reports the acceptance. */
public final class ExternalDelivery {
    private final Store store;
    private final Personalizer personalizer;
    private final Function<DeliveryId, String> tokens;
    private final Clock clock;
    private final RandomGenerator random;

    /**
     * @param tokens returns the token of a delivery's pixel
     * @param random supplies the random part of delivery ids
     */
    public ExternalDelivery(
            Store store,
            Personalizer personalizer,
            Function<DeliveryId, String> tokens,
            Clock clock,
            RandomGenerator random) {
        this.store = store;
        this.personalizer = personalizer;
        this.tokens = tokens;
        this.clock = clock;
        this.random = random;
    }

    /**
     * A tracked message for the other mailer.
     *
     * @param html replaces the HTML that was passed in
     * @param headers header fields to add to the message, in their order
     * @param token the token of the pixel, for mailers that insert the pixel themselves
     * @param warnings sentences about what could not be tracked
     */
    public record Prepared(
            Delivery delivery, String html, Map<String, String> headers, String token, List<String> warnings) {
        public Prepared {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Stores a delivery, which is {@code sending} until {@link #markAccepted}, and tracks its HTML.
     *
     * @throws SuppressedRecipientException if the recipient is suppressed, so that the message must not be sent; the
     *     delivery was stored as {@code suppressed}
     * @throws InvalidInputException if its HTML exceeds a limit
     */
    public Prepared prepare(MailMessage mail) throws SuppressedRecipientException {
        HtmlLimits.check(mail.html() == null ? "text" : "html", MessageComposer.html(mail));
        UrlPlaceholders.check(mail.html(), mail.text());
        refuseViewLink(MessageComposer.html(mail));
        Instant now = clock.instant();
        DeliveryId id = DeliveryId.create(now, store.shards().forNew(null), random);
        Person person = store.persons().person(mail.to());
        Optional<String> refusal = person.refusal(mail);
        if (refusal.isPresent()) {
            Delivery suppressed = delivery(mail, id, DeliveryState.SUPPRESSED, refusal.get());
            store.insertExternal(suppressed, true, List.of(), personalizer.profile());
            throw new SuppressedRecipientException(suppressed);
        }
        Personalizer.PersonalizedMessage personalized = personalizer.personalize(mail, person, id);
        Delivery delivery = delivery(mail, id, DeliveryState.SENDING, null);
        store.insertExternal(
                delivery, personalized.html().pixel(), destinations(personalized.html()), personalizer.profile());
        return new Prepared(
                delivery,
                personalized.html().html(),
                personalized.unsubscribe() == null
                        ? Map.of()
                        : personalized.unsubscribe().headers(),
                tokens.apply(id),
                personalized.warnings());
    }

    /** The other mailer has filled in the recipient's values, which a query may contain. */
    private static List<String> destinations(TrackedHtml html) {
        return html.links().stream()
                .map(link -> WrittenLinks.withoutQuery(link.destination().url()))
                .toList();
    }

    private static void refuseViewLink(String html) {
        if (RecipientLinks.hasView(html)) {
            throw new InvalidInputException(
                    "html",
                    "html has {{view}}, but the content of mail that another system sends is not stored,"
                            + " so it has no web page; remove {{view}}");
        }
    }

    private static Delivery delivery(MailMessage mail, DeliveryId id, DeliveryState state, @Nullable String detail) {
        return new Delivery(
                id, mail.to(), mail.campaign(), mail.topicName(), mail.subject(), state, null, detail, null);
    }

    /**
     * Stores that a mail server accepted the message.
     *
     * @param detail the server's reply in one line
     * @return false if the delivery is not an external one in the state {@code sending}
     */
    public boolean markAccepted(DeliveryId delivery, Instant at, String detail) {
        return store.acceptExternal(delivery, at, detail, QueueId.in(detail).orElse(null));
    }
}
