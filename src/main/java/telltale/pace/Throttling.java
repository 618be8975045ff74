package telltale.pace;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import telltale.model.FailureReason;
import telltale.model.Outcome;
import telltale.model.Outcome.SmtpStage;
import telltale.model.SmtpReply;

/** Which replies ask the sender to send less. */
final class Throttling {
    private static final int MAX_REPLY = 300;
    /** The local part of an address. */
    private static final Pattern LOCAL_PART = Pattern.compile("[^\\s<>\"'(),;:]+@");

    private Throttling() {}

    /** Whether a reply to a mail with a recipient asks for less. Before RCPT, a reply is about the mail server itself. */
    static boolean isAsked(@Nullable SmtpReply reply, @Nullable FailureReason failure) {
        return reply != null
                && ((reply.isTransient() && reply.isClosing())
                        || failure == FailureReason.REPUTATION
                        || (reply.isPolicyDelay() && failure != FailureReason.POLICY));
    }

    /** Whether the outcome of an attempt asks for less mail to the provider of its recipient. */
    static boolean isAsked(Outcome outcome) {
        return outcome.match(
                accepted -> false,
                refused -> isAfterRecipient(refused.stage()) && isAsked(refused.reply(), refused.failure()),
                failed -> isAfterRecipient(failed.stage()) && isAsked(failed.reply(), failed.failure()));
    }

    private static boolean isAfterRecipient(SmtpStage stage) {
        return stage.compareTo(SmtpStage.RCPT) >= 0;
    }

    /** A reply without the local parts of addresses, and not longer than a table shows. */
    static String redacted(String reply) {
        String safe = LOCAL_PART.matcher(reply).replaceAll("…@");
        return safe.length() <= MAX_REPLY ? safe : safe.substring(0, MAX_REPLY - 1) + "…";
    }
}
