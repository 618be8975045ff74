package telltale.sending;

/**
 * Limits on the rate of sending.
 *
 * @param connections the number of simultaneous SMTP connections of this node
 * @param perSecond the number of messages that this node sends in a second, or 0 for no limit
 * @param perDay the number of messages that all nodes together send in any 24 hours, or 0 for no limit
 */
public record SendingLimits(int connections, int perSecond, int perDay) {
    public SendingLimits {
        if (connections < 1 || perSecond < 0 || perDay < 0) {
            throw new IllegalArgumentException("there must be at least one connection, and no negative limit");
        }
    }
}
