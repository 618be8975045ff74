package telltale.model;

/** Why a delivery failed, by the reply of a mail server or by a report. Each reason has one class. */
public enum FailureReason implements StoredConstant, WireConstant {
    /** there is no such mailbox, or it is disabled for good */
    MAILBOX_GONE(1, FailureClass.HARD, Fault.RECIPIENT),
    /** there is no such domain, or it accepts no mail (RFC 7505) */
    DOMAIN_GONE(2, FailureClass.HARD, Fault.RECIPIENT),
    /** the mailbox is over quota */
    MAILBOX_FULL(3, FailureClass.SOFT, Fault.RECIPIENT),
    /** the mailbox is suspended, locked, or receives too much at the moment */
    MAILBOX_BUSY(4, FailureClass.SOFT, Fault.RECIPIENT),
    /** the message was in a queue too long */
    EXPIRED(5, FailureClass.SOFT, Fault.CONNECTION),
    /** the sender's IP address or domain is blocked or throttled */
    REPUTATION(6, FailureClass.POLICY, Fault.SENDER),
    /** the recipient's or the server's policy, such as a list of permitted senders */
    POLICY(7, FailureClass.POLICY, Fault.MESSAGE),
    /** spam, a virus, a forbidden attachment or a malformed message */
    CONTENT(8, FailureClass.POLICY, Fault.MESSAGE),
    /** the message is too big */
    SIZE(9, FailureClass.POLICY, Fault.MESSAGE),
    /** SPF, DKIM, DMARC, reverse DNS, encryption or a login is missing or wrong */
    AUTHENTICATION(10, FailureClass.POLICY, Fault.SENDER),
    /** no route or connection to the recipient's server, or its DNS does not answer */
    NETWORK(11, FailureClass.INFRASTRUCTURE, Fault.CONNECTION),
    /** a command or parameter that one of the servers does not support */
    PROTOCOL(12, FailureClass.INFRASTRUCTURE, Fault.CONNECTION),
    /** a server is overloaded, out of disk space, misconfigured or broken */
    SERVER_TROUBLE(13, FailureClass.INFRASTRUCTURE, Fault.CONNECTION),
    /** no reason is given, or none that a rule knows */
    UNKNOWN(14, FailureClass.SOFT, Fault.CONNECTION);

    private final int number;
    private final FailureClass type;
    private final Fault fault;

    FailureReason(int number, FailureClass type, Fault fault) {
        this.number = number;
        this.type = type;
        this.fault = fault;
    }

    @Override
    public int number() {
        return number;
    }

    /** The class that this reason belongs to. */
    public FailureClass type() {
        return type;
    }

    /** What the failure is about. */
    public Fault fault() {
        return fault;
    }
}
