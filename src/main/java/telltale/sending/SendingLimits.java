package telltale.sending;

/**
 * How fast mail may leave.
 *
 * @param connections how many of this node are open at the same time
 * @param perSecond mails of this node, 0 for as many as can be
 * @param perDay mails of all nodes in any 24 hours, 0 for as many as can be
 */
public record SendingLimits(int connections, int perSecond, int perDay) {
    public SendingLimits {
        if (connections < 1 || perSecond < 0 || perDay < 0) {
            throw new IllegalArgumentException("limits are at least 1 connection, and no less than 0 mails");
        }
    }
}
