package telltale.reports;

import static java.util.Map.entry;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import telltale.model.FailureReason;
import telltale.model.LastingFailure;
import telltale.model.ReportEffect;
import telltale.model.ReportKind;
import telltale.model.ReportMatch;
import telltale.store.Reports;

/** The sentences for what a report says, and for what follows from it. */
public final class Explanations {
    private static final String BOUNCED = "The delivery is bounced. ";
    private static final String NOT_SUPPRESSED = BOUNCED + "Its recipient is not suppressed, because ";
    private static final String BECOMES_BOUNCED = "The delivery becomes bounced, if a server had accepted it. ";
    private static final String NOTHING = "Nothing changes.";
    private static final String LASTING_FAILURE =
            "the last " + LastingFailure.MIN_FAILURES + " deliveries to the mailbox failed like this, over at least "
                    + LastingFailure.MIN_SPAN.toDays() + " days, its recipient is suppressed for "
                    + LastingFailure.SUPPRESSION.toDays() + " days.";

    private static final Map<String, String> RULES = Map.ofEntries(
            entry("still-sending", "The delivery is still being sent. This is decided when it has its final state."),
            entry("delivered", "A server confirmed that the message is in the mailbox."),
            entry("receipt", "The recipient confirmed that the message was displayed."),
            entry("replied", "The recipient replied."),
            entry("relayed", "A server passed the message on, which does not prove that it arrived."),
            entry("automatic-receipt", "A program sent the receipt by itself, so perhaps no person saw the message."),
            entry("delay", "A delay changes nothing: a server keeps trying."),
            entry("auto-reply", "An automatic reply changes nothing."),
            entry(
                    "too-many-reports",
                    Reports.MAX_OF_DELIVERY
                            + " reports about the same message came before it, so it is kept without the message, and nothing"
                            + " changes."),
            entry("unrelated", "It is about no delivery that is known here, so nothing changes."),
            entry(
                    "address-expired",
                    "The address that it was sent to has expired. Reports do not arrive so late, so nothing changes."),
            entry("delivery-not-proven", "Nothing in it proves which delivery it is about, so nothing changes."),
            entry(
                    "not-a-machine-report",
                    "It has neither a null sender nor the structure of a report, so a person may have written it, and"
                            + " nothing changes."),
            entry("was-not-accepted", "No server had accepted the delivery, so it cannot bounce."),
            entry("no-such-mailbox", BOUNCED + "There is no such mailbox, so its recipient is suppressed."),
            entry(
                    "no-signed-address",
                    NOT_SUPPRESSED + "the report was not sent to the signed address of the message."),
            entry(
                    "too-late",
                    NOT_SUPPRESSED + "the report came more than " + Consequences.SUPPRESSION_PERIOD.toDays()
                            + " days after the message was accepted."),
            entry(
                    "recipient-was-active",
                    NOT_SUPPRESSED + "a person clicked, replied or sent a receipt, so the mailbox exists."),
            entry(
                    "names-another-address",
                    NOT_SUPPRESSED + "the report names another address, to which the mail may have been forwarded."),
            entry("mailbox-unusable-for-days", BOUNCED + "Since " + LASTING_FAILURE),
            entry("mailbox-may-recover", NOT_SUPPRESSED + "the mailbox may work again soon."),
            entry("not-about-the-mailbox", NOT_SUPPRESSED + "the reason is not that the mailbox is gone."),
            entry("authentication-report", "A report of failed authentication is about the sender; nothing changes."),
            entry("complaint", "The recipient or the mail provider complained, so the recipient gets no more mail."),
            entry(
                    "unsubscribe",
                    "The recipient asked for it, so there is no more mail of the message's topic, or no more bulk mail"
                            + " if it has none."));

    private Explanations() {}

    /** The explanations of decisions, by the ids in {@link telltale.store.ReportDecision}. */
    public static Map<String, String> rules() {
        return RULES;
    }

    /** The explanation of a decision; for the id of another version, which has none here, the id. */
    public static String ofRule(String id) {
        return RULES.getOrDefault(id, id);
    }

    /** What a report of some kind says. */
    public static String of(ReportKind kind) {
        return switch (kind) {
            case BOUNCE -> "The message was not delivered, and no server tries again.";
            case DELAY -> "The message is not delivered yet; a server keeps trying.";
            case SUCCESS -> "A server reports that it delivered the message, or passed it on.";
            case COMPLAINT -> "The recipient or the mail provider complains about the message.";
            case RECEIPT -> "The recipient’s mail client confirms that the message was displayed.";
            case AUTO_REPLY -> "A program answered, as during an absence.";
            case REPLY -> "A person answered.";
            case UNSUBSCRIBE -> "The recipient asks to be unsubscribed.";
            case UNRELATED -> "Any other mail, such as spam.";
        };
    }

    /** What a report says, in one or two sentences: the reason first, since most reports are bounces. */
    public static String of(ReportKind kind, @Nullable FailureReason reason) {
        return reason == null ? of(kind) : of(reason) + " " + of(kind);
    }

    /** Why a delivery failed. */
    public static String of(FailureReason reason) {
        return switch (reason) {
            case MAILBOX_GONE -> "There is no such mailbox, or it was disabled for good.";
            case DOMAIN_GONE -> "The domain does not exist, or it accepts no mail.";
            case MAILBOX_FULL -> "The mailbox is full.";
            case MAILBOX_BUSY -> "The mailbox is suspended or locked, or receives too much mail at the moment.";
            case EXPIRED -> "A server tried for too long, and gave up.";
            case REPUTATION -> "The recipient’s server blocks or throttles the sender’s IP address or domain.";
            case POLICY -> "The recipient’s server has a rule against it, such as a list of permitted senders.";
            case CONTENT -> "The content was refused: spam, a virus, a forbidden attachment or a malformed message.";
            case SIZE -> "The message is too large.";
            case AUTHENTICATION -> "SPF, DKIM, DMARC, reverse DNS, encryption or a login is missing or wrong.";
            case NETWORK -> "The recipient’s server could not be reached.";
            case PROTOCOL -> "A server does not support a command or parameter that was used.";
            case SERVER_TROUBLE -> "A server is overloaded, out of disk space, misconfigured or broken.";
            case UNKNOWN -> "It gives no reason, or none that a rule knows.";
        };
    }

    /** How the delivery was found. */
    public static String of(ReportMatch match) {
        return switch (match) {
            case TOKEN -> "The delivery was found by the signed address that the report was sent to.";
            case MESSAGE_ID -> "The delivery was found by the signed Message-ID of the message.";
            case QUEUE_ID -> "The delivery was found by the identifier that the mail server gave the message.";
            case EXPIRED_TOKEN -> "The delivery was found by a signed address that has expired.";
            case UNSIGNED_ID -> "The delivery was found by a Message-ID without a signature, which anyone can write.";
            case RECIPIENT -> "It may be the newest delivery to the recipient’s address; the report names no message.";
            case NONE -> "No delivery was found.";
        };
    }

    /** What a report changed. */
    public static String of(ReportEffect effect) {
        return switch (effect) {
            case BOUNCED -> "The delivery is bounced.";
            case SUPPRESSED -> "The recipient is on the suppression list.";
            case DELIVERED -> "The delivery is confirmed by a server.";
            case RECEIPT -> "The delivery has a receipt.";
            case REPLIED -> "The delivery has a reply.";
        };
    }

    /** What changes if a person corrects a report to a kind; for a bounce, without what depends on its reason. */
    public static String ofCorrection(ReportKind kind) {
        return switch (kind) {
            case BOUNCE -> BECOMES_BOUNCED.strip();
            case SUCCESS -> "The delivery counts as confirmed by a server.";
            case COMPLAINT -> "The recipient is suppressed, and gets no more mail of any kind.";
            case RECEIPT -> "The delivery counts as displayed to its recipient.";
            case REPLY -> "The delivery counts as replied to.";
            case UNSUBSCRIBE ->
                "The recipient is unsubscribed from the topic of the message, or from bulk mail if it has none.";
            case DELAY, AUTO_REPLY, UNRELATED -> NOTHING;
        };
    }

    /** What changes if a person corrects a report to a bounce for some reason. */
    public static String ofCorrection(FailureReason reason) {
        return switch (reason) {
            case MAILBOX_GONE, DOMAIN_GONE -> BECOMES_BOUNCED + "Its recipient is suppressed.";
            case MAILBOX_FULL, MAILBOX_BUSY -> BECOMES_BOUNCED + "If " + LASTING_FAILURE;
            default -> BECOMES_BOUNCED + "Its recipient is not suppressed.";
        };
    }
}
