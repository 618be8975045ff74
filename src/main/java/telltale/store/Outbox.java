package telltale.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;

/**
 * What is to be sent, and who is sending it. Several nodes may share it; a mail belongs to one of them at a time, until
 * that one says how it ended or is not heard of any more. Writing is durable and throws as in {@link Store}.
 */
public interface Outbox {
    /**
     * Keeps recipients of a message, and the message itself with the first of them. Those at places that are taken are
     * not kept again.
     *
     * @param position the place of the first of them in the message
     * @return one for each, in their order
     * @throws IdempotencyKeyTakenException if another message came under the same key meanwhile
     */
    List<EnqueueResult> add(StoredMessage message, int position, List<NewDelivery> deliveries);

    /** The message that came under that key. */
    Optional<StoredMessage> byKey(ImmutableBytes key);

    /** A message with its content. */
    Optional<StoredMessage> message(UUID id);

    /** How many bytes a message and its attachments take as they are stored; 0 when they are gone or never were. */
    long storedBytes(UUID id);

    /** What is kept for the recipient of a delivery; nothing when that is gone or never was. */
    Optional<StoredCopy> copy(DeliveryId delivery);

    /** How many recipients a message has. */
    int recipients(UUID message);

    /** How many attempts may end without an outcome while a mail is being prepared; it is set aside then. */
    int MAX_LOST_ATTEMPTS = 2;

    /**
     * Takes mails that are due, those that wait longest first, which no other node gets from now on.
     *
     * @param most how many
     */
    default List<ClaimedDelivery> claim(Instant now, int most) {
        return claim(now, most, Long.MAX_VALUE);
    }

    /**
     * Takes mails as {@link #claim(Instant, int)} does.
     *
     * @param maxBytes the size of the recipients' data that is reached at the most, but for the last mail
     */
    List<ClaimedDelivery> claim(Instant now, int most, long maxBytes);

    /** What this node is to send that it entered as being sent. */
    Optional<ClaimedDelivery> claimed(DeliveryId id);

    /**
     * Counts an attempt as one that ends without an outcome because of its mail: before a suspect is prepared alone, and
     * when a worker fails. It no longer counts after {@link #clearLost} or {@link #finish}. Counting the same attempt
     * again changes nothing.
     */
    void countLost(ClaimedDelivery mail);

    /** Notes that a suspect mail was prepared without harm: nothing counts against it any more. */
    void clearLost(ClaimedDelivery mail);

    /**
     * Keeps how tries ended.
     *
     * @return those that were not this node's any more: another node had given it up, and tries them too
     */
    List<DeliveryId> finish(List<AttemptResult> attempts);

    /** Gives back what was claimed and not begun; it is due at once. */
    void giveBack(List<ClaimedDelivery> mails, Instant now);

    /** Tells the other nodes that this one lives, and will for so long. */
    void live(Duration lease);

    /** Tells them that it ends. */
    void leave();

    /**
     * Takes back what nodes that live no longer were sending. Nobody knows whether those mails arrived: they are due
     * again, as suspects. Those of which {@link #MAX_LOST_ATTEMPTS} attempts ended without an outcome while they were
     * being prepared are set aside: they become failed.
     *
     * @return how many
     */
    int recover(Instant now);

    /**
     * Takes back what is entered as being sent by this node, and not held by it: it has just started, or the answer to its
     * claim was lost.
     *
     * @param prepared whether a mail that was no suspect was being prepared when its attempt ended, which then counts
     *     against it
     * @return how many
     */
    int recoverOwn(Instant now, Predicate<DeliveryId> held, Predicate<DeliveryId> prepared);

    /** Takes back what is entered as being sent by this node and not held by it, and was not being prepared. */
    default int recoverOwn(Instant now, Predicate<DeliveryId> held) {
        return recoverOwn(now, held, id -> false);
    }

    /**
     * Takes mails out of what may leave in any 24 hours, all nodes together.
     *
     * @param wanted how many; what is negative is given back
     * @return how many there are
     */
    int allow(int wanted, int mostInADay, Instant now);

    /**
     * A delivery that a person was found to have seen, and somebody wants to know of it.
     *
     * @param toTell who
     * @param judgement what is said of the delivery
     */
    record Seen(
            DeliveryId delivery,
            EmailAddress to,
            String subject,
            @Nullable String campaign,
            EmailAddress toTell,
            Judgement judgement) {}

    /** A mail that says so. */
    record Notice(StoredMessage message, NewDelivery delivery) {}

    /**
     * Puts a notice into the outbox for each of some deliveries that a person was found to have seen, once each, whatever
     * happens: that it was owed is forgotten in the same transaction.
     *
     * @param most how many at the most
     * @param writing a pure function, for a transaction may begin again; nothing where it is too late for a notice
     * @return how many were owed; fewer than {@code most} when no more are
     */
    int tell(int most, Function<Seen, Optional<Notice>> writing);

    /** When the next mail is due. */
    Optional<Instant> nextDue();

    /** How far a message is; nothing when its content is gone or it never was. */
    Optional<MessageProgress> progress(UUID message);

    /**
     * Takes back what of a message no server has yet and nobody is just sending.
     *
     * @return how many mails
     */
    int cancel(UUID message, Instant now);

    /** What is not out yet, of one message or of all, in the order of their identifiers. */
    List<QueuedDelivery> waiting(@Nullable UUID message, @Nullable DeliveryId after, int limit);

    /**
     * Deletes the content of messages whose last outcome is older, and what belonged to their recipients alone.
     *
     * @param keyedBefore younger ones that came under an Idempotency-Key stay all the same: it may come again
     * @param most how many messages
     * @return how many there were
     */
    int forget(Instant endedBefore, Instant keyedBefore, int most);

    /** Keeps a template. */
    void putTemplate(String name, ImmutableBytes content, Instant now);

    Optional<ImmutableBytes> template(String name);

    List<String> templates();

    boolean deleteTemplate(String name);
}
