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
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.InvalidInputException;
import telltale.model.MailMessage;
import telltale.model.Person;
import telltale.model.Uuid7;
import telltale.store.Store;

/** Tracks mail that another mailer sends: it gets what to put in, and says when a server took it. */
public final class ExternalDelivery {
    private final Store store;
    private final Personalizer tailor;
    private final Function<DeliveryId, String> tokens;
    private final Clock clock;
    private final RandomGenerator random;

    /**
     * @param tokens the token of a delivery's pixel
     * @param random makes the random part of delivery ids
     */
    public ExternalDelivery(
            Store store,
            Personalizer tailor,
            Function<DeliveryId, String> tokens,
            Clock clock,
            RandomGenerator random) {
        this.store = store;
        this.tailor = tailor;
        this.tokens = tokens;
        this.clock = clock;
        this.random = random;
    }

    /**
     * What the other mailer sends.
     *
     * @param html instead of its own
     * @param headers fields to add to the message, in their order
     * @param token of the pixel, for who puts it in otherwise
     * @param warnings sentences about what could not be tracked
     */
    public record Prepared(
            Delivery delivery, String html, Map<String, String> headers, String token, List<String> warnings) {
        public Prepared {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Remembers a delivery, which is {@code sending} until {@link #accepted}.
     *
     * @throws SuppressedRecipientException if the recipient does not want it and it must not be sent; that was kept
     * @throws InvalidInputException if its HTML exceeds a limit
     */
    public Prepared prepare(MailMessage mail) throws SuppressedRecipientException {
        HtmlLimits.check(mail.html() == null ? "text" : "html", MessageComposer.html(mail));
        Instant now = clock.instant();
        DeliveryId id = new DeliveryId(Uuid7.at(now, random));
        Person person = store.persons().person(mail.to());
        if (person.refuses(mail)) {
            Delivery suppressed = ImmediateSender.suppressed(mail, id, person);
            store.insert(suppressed);
            throw new SuppressedRecipientException(suppressed);
        }
        Personalizer.Fitted fitted = tailor.fit(mail, person, id);
        Delivery delivery =
                new Delivery(id, mail.to(), mail.campaign(), mail.subject(), DeliveryState.SENDING, null, null);
        store.insertExternal(delivery, fitted.html().pixel());
        return new Prepared(
                delivery,
                fitted.html().html(),
                MessageComposer.oneClick(fitted.oneClick()),
                tokens.apply(id),
                fitted.warnings());
    }

    /**
     * A server took it.
     *
     * @param detail the server's reply in one line
     * @return false if it is not {@code sending} elsewhere
     */
    public boolean accepted(DeliveryId delivery, Instant at, String detail) {
        return store.acceptExternal(delivery, at, detail);
    }
}
