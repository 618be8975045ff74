package telltale.model;

/** The address for complaints by recipients, which each mail announces (RFC 9477). */
public record ComplaintAddress(EmailAddress address) {
    public ComplaintAddress {
        if (address.needsSmtpUtf8()) {
            throw new IllegalArgumentException("the address for complaints must be ASCII (RFC 9477 section 5.1)");
        }
    }

    /**
     * Whether mailbox providers accept the address for mail from a domain that signs it: the address is in that domain or a
     * subdomain (RFC 9477 sections 3.1.1 and 3.1.2).
     *
     * @param authorDomain the domain of the From field, in ASCII and lower case
     */
    public boolean isAlignedWith(String authorDomain) {
        return ('.' + address.asciiDomain()).endsWith('.' + authorDomain);
    }
}
