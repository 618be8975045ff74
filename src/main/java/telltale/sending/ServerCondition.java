package telltale.sending;

import org.jspecify.annotations.Nullable;
import telltale.model.Fault;
import telltale.model.Outcome;
import telltale.model.Outcome.Failed;
import telltale.model.Outcome.Refused;
import telltale.model.Outcome.SmtpStage;
import telltale.model.SmtpReply;

/** What an attempt shows about the mail server's readiness for further messages. */
enum ServerCondition {
    /** the server handled the message, whether it accepted it or not */
    AVAILABLE,
    /** the server rejected the sender, which may apply to this message alone */
    SENDER_REJECTED,
    /** the server refused the message by a policy (X.7.X) before its content: about the sender or the recipient */
    POLICY_REJECTED,
    /** no usable connection was established, which may be due to the network for a moment */
    CONNECTION_FAILED,
    /** the server said that the next message would fail too: it rejects the client, or throttles */
    UNAVAILABLE,
    /** the connection broke within the message */
    UNKNOWN;

    static ServerCondition after(Outcome outcome) {
        return outcome.match(accepted -> AVAILABLE, ServerCondition::afterRefusal, ServerCondition::afterFailure);
    }

    private static ServerCondition afterRefusal(Refused refused) {
        String status = refused.reply().enhancedStatus();
        boolean isPolicy =
                status != null && status.startsWith("5.7.") && refused.failure().fault() != Fault.RECIPIENT;
        return isPolicy && refused.stage() != SmtpStage.END_OF_DATA ? POLICY_REJECTED : AVAILABLE;
    }

    private static ServerCondition afterFailure(Failed failed) {
        return switch (failed.reason()) {
            case UNREACHABLE, INSECURE, CREDENTIALS -> CONNECTION_FAILED;
            case UNSUPPORTED -> AVAILABLE;
            case INTERRUPTED -> failed.isBeforeMail() ? CONNECTION_FAILED : UNKNOWN;
            case IN_DOUBT -> UNKNOWN;
            case TEMPORARY, SENDER_REJECTED -> afterReply(failed, failed.reply());
        };
    }

    private static ServerCondition afterReply(Failed failed, @Nullable SmtpReply reply) {
        if (failed.isBeforeMail() || (reply != null && reply.isClosing())) {
            return UNAVAILABLE;
        }
        if (failed.failure().fault() != Fault.SENDER) {
            return AVAILABLE;
        }
        return reply != null && reply.isPolicyDelay() ? UNAVAILABLE : SENDER_REJECTED;
    }
}
