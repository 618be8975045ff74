package telltale.sending;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import telltale.message.MessageComposer;
import telltale.message.Personalizer;
import telltale.message.html.HtmlLimits;
import telltale.message.html.RecipientLinks;
import telltale.message.html.UrlPlaceholders;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.InvalidInputException;
import telltale.model.MailMessage;
import telltale.model.Person;
import telltale.model.Uuid7;
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
        DeliveryId id = new DeliveryId(Uuid7.at(now, random));
        Person person = store.persons().person(mail.to());
        if (person.refuses(mail)) {
            Delivery suppressed = suppressed(mail, id, person);
            store.insert(suppressed);
            throw new SuppressedRecipientException(suppressed);
        }
        Personalizer.PersonalizedMessage personalized = personalizer.personalize(mail, person, id);
        Delivery delivery =
                new Delivery(id, mail.to(), mail.campaign(), mail.subject(), DeliveryState.SENDING, null, null);
        store.insertExternal(delivery, personalized.html().pixel());
        return new Prepared(
                delivery,
                personalized.html().html(),
                MessageComposer.oneClickHeaders(personalized.oneClick()),
                tokens.apply(id),
                personalized.warnings());
    }

    private static void refuseViewLink(String html) {
        if (RecipientLinks.hasView(html)) {
            throw new InvalidInputException(
                    "html",
                    "html has {{view}}, but the content of mail that another system sends is not stored,"
                            + " so it has no web page; remove {{view}}");
        }
    }

    /** The delivery that is stored for a message to a suppressed recipient. */
    private static Delivery suppressed(MailMessage mail, DeliveryId id, Person person) {
        return new Delivery(
                id,
                mail.to(),
                mail.campaign(),
                mail.subject(),
                DeliveryState.SUPPRESSED,
                null,
                person.suppressionReason());
    }

    /**
     * Stores that a mail server accepted the message.
     *
     * @param detail the server's reply in one line
     * @return false if the delivery is not an external one in the state {@code sending}
     */
    public boolean markAccepted(DeliveryId delivery, Instant at, String detail) {
        return store.acceptExternal(delivery, at, detail);
    }
}
