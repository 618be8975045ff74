package telltale.store;

/**
 * How far a mailbox was read.
 *
 * @param mailbox the address of the mailbox, without a password
 * @param validity the UIDVALIDITY of its UIDs (RFC 9051 section 2.3.1.1), 0 for POP3
 * @param uid the highest UID whose mail is stored
 */
public record MailboxPosition(String mailbox, long validity, long uid) {}
