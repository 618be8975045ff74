package telltale.model;

/** What an administrator can do when a mail server refuses mail because of the sender or the connection. */
public enum Repair {
    /** nothing is known that would help */
    NONE(""),
    HELO_NAME("set EMAIL_EHLO to the full host name of this machine, which its DNS entry should confirm"),
    LOGIN("check EMAIL_USER and EMAIL_PASS, and whether the account may send"),
    ENCRYPTION("check EMAIL_TLS: the server requires, or cannot provide, an encrypted connection"),
    SENDER_ADDRESS("check that EMAIL_FROM, or the message's from, is an address that this server lets you send from"),
    DOMAIN_AUTHENTICATION("check SPF, DKIM and DMARC of the sender's domain, and EMAIL_DKIM_KEY"),
    REVERSE_DNS("let the reverse DNS entry (PTR) of this machine's IP address name a host with that address"),
    REPUTATION("the server blocks this machine's IP address or the sender's domain: ask its operator, or use a relay"),
    RELAY("the server relays no mail of this machine: set EMAIL_USER and EMAIL_PASS, or allow its IP address there"),
    LIMIT("a sending limit of the account is reached: wait, or set EMAIL_PER_DAY below it"),
    SERVER("look at the server's reply and its log: it accepts no mail of this client");

    private final String advice;

    Repair(String advice) {
        this.advice = advice;
    }

    /** A clause for a log or a report; empty if there is no advice. */
    public String advice() {
        return advice;
    }
}
