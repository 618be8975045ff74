package telltale.assessment;

import java.util.List;
import telltale.dns.Dns;
import telltale.dns.DnsAnswer;
import telltale.dns.MxRecords;
import telltale.dns.RecordType;
import telltale.model.EmailAddress;

/** Looks up the mail servers of a domain (RFC 5321 section 5.1). */
public final class MxLookup {
    private final Dns dns;

    public MxLookup(Dns dns) {
        this.dns = dns;
    }

    /** Signals that the DNS did not answer. */
    public static final class UnansweredException extends Exception {
        private static final long serialVersionUID = 1;

        UnansweredException(String reason) {
            super(reason);
        }
    }

    /**
     * The names of the mail servers in lower case, the preferred first; empty if the domain has none, or does not exist.
     *
     * @throws UnansweredException if no name server answers
     */
    public List<String> lookUp(String domain) throws UnansweredException {
        List<String> servers = MxRecords.servers(answer(domain, RecordType.MX));
        return MxRecords.refusesMail(servers) ? List.of() : servers;
    }

    /** Whether a domain can receive mail. */
    public enum Reachability {
        /** it has mail servers, or is one itself (RFC 5321 section 5.1) */
        REACHABLE,
        /** it does not exist */
        NO_DOMAIN,
        /** it has neither a mail server nor an address */
        NO_SERVER,
        /** it states that it accepts no mail (RFC 7505) */
        REFUSES_MAIL
    }

    /**
     * Whether a domain can receive mail.
     *
     * @throws UnansweredException if no name server answers
     */
    public Reachability reachability(String domain) throws UnansweredException {
        DnsAnswer answer = answer(domain, RecordType.MX);
        if (answer instanceof DnsAnswer.NoName) {
            return Reachability.NO_DOMAIN;
        }
        List<String> servers = MxRecords.servers(answer);
        if (!servers.isEmpty()) {
            return MxRecords.refusesMail(servers) ? Reachability.REFUSES_MAIL : Reachability.REACHABLE;
        }
        for (RecordType address : List.of(RecordType.A, RecordType.AAAA)) {
            if (answer(domain, address) instanceof DnsAnswer.Found) {
                return Reachability.REACHABLE;
            }
        }
        return Reachability.NO_SERVER;
    }

    private DnsAnswer answer(String domain, RecordType type) throws UnansweredException {
        DnsAnswer answer = dns.ask(ascii(domain), type);
        if (answer instanceof DnsAnswer.Failed failed) {
            throw new UnansweredException(failed.reason());
        }
        return answer;
    }

    private static String ascii(String domain) throws UnansweredException {
        try {
            return new EmailAddress("postmaster", domain).asciiDomain();
        } catch (IllegalArgumentException noDomain) {
            throw new UnansweredException(domain + " is not a domain");
        }
    }
}
