package telltale.model;

import telltale.model.Outcome.SmtpStage;

/**
 * What the sender can do about a negative reply of a mail server.
 *
 * @param isRepairable whether the sender's administrator or the passing of time can remove the cause, so that the same message
 *     may be accepted later although the reply is permanent (5yz)
 * @param repair what the administrator can do
 */
public record ReplyMeaning(boolean isRepairable, Repair repair) {
    /** Returns the meaning of a reply with a code of 4yz or 5yz at that stage, as {@link ReplyTable} defines it. */
    public static ReplyMeaning of(SmtpStage stage, SmtpReply reply) {
        return ReplyTable.meaning(stage, reply);
    }
}
