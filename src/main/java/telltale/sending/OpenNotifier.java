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
 * Tells a sender by mail that a person first saw a delivery. It follows the judge, and no reader of a mail waits for it;
 * the notice itself is an ordinary mail of the outbox that is tracked in no way.
 */
public final class OpenNotifier {
    private static final int STEP = 50;
    private static final Duration PAUSE = Duration.ofMillis(500);
    /** What is found out later is no news: newer rules may say of thousands of old deliveries that a person saw them. */
    private static final Duration NEWS = Duration.ofDays(1);

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    /** A machine wrote it, and none shall answer (RFC 3834 section 5). */
    private static final HeaderField BY_A_MACHINE = new HeaderField("Auto-Submitted", "auto-generated");

    private final OpenNotices pending;
    private final Runnable news;
    private final Mailbox from;
    private final Clock clock;
    private final RandomGenerator random;
    private final Consumer<? super Throwable> failures;

    /**
     * @param news told when something came into the outbox
     * @param from who writes
     * @param random makes the random part of identifiers
     * @param failures takes what was thrown by a notice that cannot be written; there is none of that delivery then
     */
    public OpenNotifier(
            OpenNotices pending,
            Runnable news,
            Mailbox from,
            Clock clock,
            RandomGenerator random,
            Consumer<? super Throwable> failures) {
        this.pending = pending;
        this.news = news;
        this.from = from;
        this.clock = clock;
        this.random = random;
        this.failures = failures;
    }

    /**
     * Who is told of a mail.
     *
     * @param named whom its sender names, or null
     * @param usual whom the settings name, or null; a mail to many would bring that one a flood
     */
    static @Nullable EmailAddress whoIsTold(@Nullable EmailAddress named, boolean bulk, @Nullable EmailAddress usual) {
        return named != null || bulk ? named : usual;
    }

    /** Tells a few, and says how long to wait before the next. */
    public Duration step() {
        int told = pending.enqueue(STEP, this::noticeIfPossible);
        if (told > 0) {
            news.run();
        }
        return told == STEP ? Duration.ZERO : PAUSE;
    }

    /** A notice that cannot be written must not hold up those behind it. */
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
        if (firstAt(seen.judgement()).isBefore(now.minus(NEWS))) {
            return Optional.empty();
        }
        Mailbox to = new Mailbox("", seen.notifyAddress());
        String subject = subject(seen);
        MessageContent letter = new MessageContent(
                from,
                null,
                null,
                List.of(),
                subject,
                null,
                text(seen),
                List.of(BY_A_MACHINE),
                List.of(),
                null,
                false,
                Map.of(),
                false,
                false,
                false);
        StoredMessage message =
                new StoredMessage(Uuid7.at(now, random), null, MessageContentFormat.write(letter), List.of(), null, 0);
        ImmutableBytes data = MessageContentFormat.write(new Recipient(to, Map.of()));
        return Optional.of(new OpenNotices.Notice(
                message,
                new NewDelivery(
                        new DeliveryId(Uuid7.at(now, random)),
                        to.address(),
                        subject,
                        data,
                        0,
                        DeliveryState.QUEUED,
                        now)));
    }

    private static String subject(OpenNotices.OpenedDelivery seen) {
        String subject = (isAClick(seen.judgement()) ? "Link followed: " : "Opened: ") + seen.subject();
        return subject.length() > MailMessage.LONGEST_SUBJECT ? seen.subject() : subject;
    }

    private static String text(OpenNotices.OpenedDelivery seen) {
        Judgement judgement = seen.judgement();
        List<String> lines = new ArrayList<>(List.of(
                isAClick(judgement)
                        ? "A person followed a link in a mail that you sent."
                        : "A person opened a mail that you sent.",
                "",
                "Mail: " + (seen.subject().isEmpty() ? "(no subject)" : seen.subject()),
                "To: " + seen.to()));
        if (seen.campaign() != null) {
            lines.add("Campaign: " + seen.campaign());
        }
        lines.addAll(List.of(
                "When: " + TIME.format(firstAt(judgement)),
                "How: " + how(isAClick(judgement) ? judgement.clicks() : judgement.opens()),
                "Delivery: " + seen.delivery(),
                "",
                "That is what a request to this server shows. It cannot show whether it was the recipient or somebody to"
                        + " whom the mail was passed on, nor whether the text was read.",
                "You get this notice once for each delivery. It is not tracked."));
        return String.join("\n", lines) + "\n";
    }

    private static String how(Judgement.VerdictCounts seen) {
        boolean direct = seen.classes().containsKey(VerdictClass.HUMAN_DIRECT);
        return direct
                ? "directly, by a person's own mail program or browser"
                : "by the image proxy of the recipient's mail provider, which loads images when a person opens the mail;"
                        + " where that was, and with which program, is not known";
    }

    private static boolean isAClick(Judgement judgement) {
        return firstAt(judgement).equals(judgement.clicks().firstPersonAt());
    }

    /** When a person first did anything. */
    private static Instant firstAt(Judgement judgement) {
        return Stream.of(
                        Optional.ofNullable(judgement.opens().firstPersonAt()),
                        Optional.ofNullable(judgement.clicks().firstPersonAt()))
                .flatMap(Optional::stream)
                .min(Instant::compareTo)
                .orElseThrow();
    }
}
