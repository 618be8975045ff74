package telltale.sending;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import telltale.model.FailureClass;
import telltale.model.FailureReason;
import telltale.model.Outcome;
import telltale.model.Outcome.Refused;
import telltale.model.Outcome.SmtpStage;
import telltale.model.Suppression;

/**
 * What follows for a recipient from a reply of the mail server. Only the reply to RCPT is about the recipient and nothing else
 * (RFC 5321 section 3.3); replies to the content are about the message, unless their code says that there is no such mailbox.
 */
final class RefusalPolicy {
    /** "Bad destination mailbox address" (RFC 3463 section 3.2). */
    private static final String NO_SUCH_MAILBOX = "5.1.1";

    private RefusalPolicy() {}

    /** The entry of the suppression list that follows from an outcome, or null. */
    static @Nullable Suppression suppression(Outcome outcome, Instant now) {
        return outcome instanceof Refused refused && isMissing(refused)
                ? new Suppression(Suppression.Scope.ALL, refused.failure().wireName(), now)
                : null;
    }

    /** Whether the reply says that the recipient's mailbox or domain does not exist. */
    private static boolean isMissing(Refused refused) {
        if (!refused.reply().isPermanent() || refused.failure().type() != FailureClass.HARD) {
            return false;
        }
        return refused.stage() == SmtpStage.RCPT
                || (refused.stage() == SmtpStage.END_OF_DATA
                        && refused.failure() == FailureReason.MAILBOX_GONE
                        && NO_SUCH_MAILBOX.equals(refused.reply().enhancedStatus()));
    }
}
