package telltale.sending;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.message.MessageContent;
import telltale.message.MessageContentFormat;
import telltale.message.Recipient;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.HeaderField;
import telltale.model.ImmutableBytes;
import telltale.model.MailMessage;
import telltale.model.Mailbox;
import telltale.model.Uuid7;
import telltale.model.VerdictClass;
import telltale.store.Judgement;
import telltale.store.NewDelivery;
import telltale.store.OpenNotices;
import telltale.store.StoredMessage;

/**
 * Notifies senders by mail when a person first opens a message or clicks a link in it. It runs after the background judge, so
 * no recipient waits for it; a notice is an ordinary message in the outbox, without tracking.
 */
public final class OpenNotifier {
    private static final int MAX_BATCH = 50;
    private static final Duration PAUSE = Duration.ofMillis(500);
    /** Older opens cause no notice: a new ruleset may attribute opens of thousands of old deliveries to persons. */
    private static final Duration MAX_AGE = Duration.ofDays(1);

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    /** Keeps automatic responders from answering (RFC 3834 section 5). */
    private static final HeaderField AUTO_SUBMITTED = new HeaderField("Auto-Submitted", "auto-generated");

    private final OpenNotices notices;
    private final Runnable queueListener;
    private final Mailbox from;
    private final Clock clock;
    private final RandomGenerator random;
    private final Consumer<? super Throwable> failures;

    /**
     * @param queueListener called after notices were added to the outbox
     * @param from the sender of notices
     * @param random supplies the random part of identifiers
     * @param failures gets the exception if a notice cannot be written; that delivery gets no notice then
     */
    public OpenNotifier(
            OpenNotices notices,
            Runnable queueListener,
            Mailbox from,
            Clock clock,
            RandomGenerator random,
            Consumer<? super Throwable> failures) {
        this.notices = notices;
        this.queueListener = queueListener;
        this.from = from;
        this.clock = clock;
        this.random = random;
        this.failures = failures;
    }

    /**
     * Returns the address that is notified about a message, or null for none.
     *
     * @param requested the address that the submission names, or null
     * @param configured the address in the settings, or null; not used for bulk messages, which would flood it
     */
    static @Nullable EmailAddress notifyAddress(
            @Nullable EmailAddress requested, boolean bulk, @Nullable EmailAddress configured) {
        return requested != null || bulk ? requested : configured;
    }

    /** Adds a batch of notices to the outbox, and returns the pause before the next one. */
    public Duration step() {
        int notified = notices.enqueue(MAX_BATCH, this::noticeIfPossible);
        if (notified > 0) {
            queueListener.run();
        }
        return notified == MAX_BATCH ? Duration.ZERO : PAUSE;
    }

    /** Writes a notice. One that cannot be written does not hold up the others. */
    private Optional<OpenNotices.Notice> noticeIfPossible(OpenNotices.OpenedDelivery seen) {
        try {
            return notice(seen);
        } catch (RuntimeException | StackOverflowError failed) {
            failures.accept(failed);
            return Optional.empty();
        }
    }

    private Optional<OpenNotices.Notice> notice(OpenNotices.OpenedDelivery seen) {
        Instant now = clock.instant();
        if (firstAt(seen.judgement()).isBefore(now.minus(MAX_AGE))) {
            return Optional.empty();
        }
        Mailbox to = new Mailbox("", seen.notifyAddress());
        String subject = subject(seen);
        MessageContent content = new MessageContent(
                from,
                List.of(),
                null,
                List.of(),
                subject,
                null,
                text(seen),
                List.of(AUTO_SUBMITTED),
                List.of(),
                null,
                false,
                Map.of(),
                false,
                false,
                false);
        StoredMessage message = new StoredMessage(
                Uuid7.at(now, seen.shard(), random), null, MessageContentFormat.write(content), List.of(), null, 0);
        ImmutableBytes data = MessageContentFormat.write(new Recipient(to, Map.of()));
        return Optional.of(new OpenNotices.Notice(
                message,
                new NewDelivery(
                        DeliveryId.create(now, seen.shard(), random),
                        to.address(),
                        subject,
                        data,
                        0,
                        DeliveryState.QUEUED,
                        now)));
    }

    private static String subject(OpenNotices.OpenedDelivery seen) {
        String subject = (isClick(seen.judgement()) ? "Clicked: " : "Opened: ") + seen.subject();
        return subject.length() > MailMessage.MAX_SUBJECT_LENGTH ? seen.subject() : subject;
    }

    private static String text(OpenNotices.OpenedDelivery seen) {
        Judgement judgement = seen.judgement();
        List<String> lines = new ArrayList<>(List.of(
                isClick(judgement)
                        ? "A person clicked a link in a message that you sent."
                        : "A person opened a message that you sent.",
                "",
                "Subject: " + (seen.subject().isEmpty() ? "(no subject)" : seen.subject()),
                "To: " + seen.to()));
        if (seen.campaign() != null) {
            lines.add("Campaign: " + seen.campaign());
        }
        lines.addAll(List.of(
                "When: " + TIME.format(firstAt(judgement)),
                "How: " + how(isClick(judgement) ? judgement.clicks() : judgement.opens()),
                "Delivery: " + seen.delivery(),
                "",
                "This is based on a request to the tracking server. It does not show whether the person was the recipient or"
                        + " got the message forwarded, nor whether the text was read.",
                "You get this notice once for each delivery. It is not tracked."));
        return String.join("\n", lines) + "\n";
    }

    private static String how(Judgement.VerdictCounts seen) {
        boolean direct = seen.classes().containsKey(VerdictClass.HUMAN_DIRECT);
        return direct
                ? "directly, from a person's own mail client or browser"
                : "through the image proxy of the recipient's mail provider, which loads images when a person opens the"
                        + " message; the location and the mail client are unknown";
    }

    private static boolean isClick(Judgement judgement) {
        return firstAt(judgement).equals(judgement.clicks().firstPersonAt());
    }

    /** The time of the first open or click by a person. */
    private static Instant firstAt(Judgement judgement) {
        return Stream.of(
                        Optional.ofNullable(judgement.opens().firstPersonAt()),
                        Optional.ofNullable(judgement.clicks().firstPersonAt()))
                .flatMap(Optional::stream)
                .min(Instant::compareTo)
                .orElseThrow();
    }
}
