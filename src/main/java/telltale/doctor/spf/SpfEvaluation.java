package telltale.doctor.spf;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.dns.Addresses;
import telltale.dns.Dns;
import telltale.dns.DnsAnswer;
import telltale.dns.MxRecords;
import telltale.dns.RecordType;
import telltale.model.IpRange;

/** Evaluates an address against the records of a tree (check_host of RFC 7208 section 4). */
final class SpfEvaluation {
    /** The limit of section 4.6.4 for the servers of one mx mechanism. */
    private static final int MAX_SERVERS = 10;
    /** Records that are evaluated: each is a lookup, a record may include itself, and many include many. */
    private static final int MAX_RECORDS = 20;

    private final SpfTree tree;
    private final Dns dns;
    private boolean uncertain;
    private int evaluated;

    /** The result of an evaluation. */
    enum Result {
        /** the address is authorized */
        PASS,
        /** another mechanism, or none, matches */
        NO_PASS,
        /** it depends on the mail or on a name server that did not answer */
        UNKNOWN
    }

    private SpfEvaluation(SpfTree tree, Dns dns) {
        this.tree = tree;
        this.dns = dns;
    }

    /** Evaluates an address against the record of a domain. */
    static Result of(InetAddress address, String domain, SpfTree tree, Dns dns) {
        SpfEvaluation evaluation = new SpfEvaluation(tree, dns);
        if (evaluation.qualifier(address, domain) == '+') {
            return Result.PASS;
        }
        return evaluation.uncertain ? Result.UNKNOWN : Result.NO_PASS;
    }

    /** The qualifier of the first mechanism that matches, {@code ?} if none does. */
    private char qualifier(InetAddress address, String domain) {
        SpfRecord record = tree.record(domain);
        evaluated++;
        if (record == null || evaluated > MAX_RECORDS) {
            uncertain = true;
            return '?';
        }
        for (Term term : record.terms()) {
            if (matches(term, address, domain)) {
                return term.qualifier();
            }
        }
        return record.redirect() == null ? '?' : qualifier(address, record.redirect());
    }

    private boolean matches(Term term, InetAddress address, String domain) {
        if (term.hasMacro() || term.kind() == Term.Kind.PTR) {
            uncertain = true;
            return false;
        }
        String target = term.target() == null ? domain : term.target();
        return switch (term.kind()) {
            case ALL -> true;
            case IP4, IP6 -> isIn(term.network(), address);
            case INCLUDE -> qualifier(address, target) == '+';
            case A -> hasAddress(target, term, address);
            case MX -> hasServer(target, term, address);
            case EXISTS -> answer(target, RecordType.A) instanceof DnsAnswer.Found;
            case PTR -> throw new IllegalStateException("ptr is uncertain");
        };
    }

    private static boolean isIn(@Nullable IpRange network, InetAddress address) {
        return network != null && network.contains(address);
    }

    private boolean hasServer(String domain, Term term, InetAddress address) {
        List<String> servers = MxRecords.servers(answer(domain, RecordType.MX));
        return servers.stream().limit(MAX_SERVERS).anyMatch(server -> hasAddress(server, term, address));
    }

    private boolean hasAddress(String host, Term term, InetAddress address) {
        boolean isIpv6 = address.getAddress().length > 4;
        int bits = isIpv6 ? term.bits6() : term.bits4();
        IpRange range = IpRange.of(address, bits);
        return Addresses.in(answer(host, isIpv6 ? RecordType.AAAA : RecordType.A)).stream()
                .anyMatch(range::contains);
    }

    private DnsAnswer answer(String name, RecordType type) {
        DnsAnswer answer = dns.ask(name, type);
        uncertain |= answer instanceof DnsAnswer.Failed;
        return answer;
    }
}
