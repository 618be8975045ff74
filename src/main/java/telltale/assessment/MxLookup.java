package telltale.assessment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Hashtable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.naming.CompositeName;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.Attributes;
import javax.naming.directory.InitialDirContext;
import telltale.model.EmailAddress;

/** Looks up the mail servers of a domain (RFC 5321 section 5.1) with the JDK's DNS client. */
public final class MxLookup {
    private static final int TRIES = 2;
    /** RFC 7505: a domain that accepts no mail has the root as its only server (null MX). */
    private static final String NULL_MX = "";

    private final Map<String, String> environment;

    /**
     * @param url the name server, such as {@code dns://192.0.2.1}, or {@code dns:} for those of this machine
     * @param timeout the timeout of the first attempt, which the JDK doubles for each retry
     */
    public MxLookup(String url, Duration timeout) {
        environment = Map.of(
                Context.INITIAL_CONTEXT_FACTORY,
                "com.sun.jndi.dns.DnsContextFactory",
                Context.PROVIDER_URL,
                url,
                "com.sun.jndi.dns.timeout.initial",
                String.valueOf(timeout.toMillis()),
                "com.sun.jndi.dns.timeout.retries",
                String.valueOf(TRIES));
    }

    /**
     * The names of the mail servers in lower case, the preferred first; empty if the domain has none.
     *
     * @throws NamingException if the domain does not exist, or no name server answers
     */
    public List<String> lookUp(String domain) throws NamingException {
        Attribute records = records(domain, "MX").get("MX");
        return records == null
                ? List.of()
                : read(records).stream().filter(name -> !name.equals(NULL_MX)).toList();
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
     * @throws NamingException if no name server answers
     */
    public Reachability reachability(String domain) throws NamingException {
        try {
            Attribute servers = records(domain, "MX").get("MX");
            if (servers != null) {
                return read(servers).equals(List.of(NULL_MX)) ? Reachability.REFUSES_MAIL : Reachability.REACHABLE;
            }
            return records(domain, "A", "AAAA").size() > 0 ? Reachability.REACHABLE : Reachability.NO_SERVER;
        } catch (NameNotFoundException noDomain) {
            return Reachability.NO_DOMAIN;
        }
    }

    // The DNS client returns records as strings and deserializes nothing; JNDI requires a Hashtable.
    @SuppressWarnings({"BanJNDI", "JdkObsolete"})
    private Attributes records(String domain, String... types) throws NamingException {
        InitialDirContext context = new InitialDirContext(new Hashtable<>(environment));
        try {
            // As a single component: a string would be split at slashes and quotes.
            CompositeName name = new CompositeName();
            name.add(ascii(domain));
            return context.getAttributes(name, types);
        } finally {
            context.close();
        }
    }

    private static String ascii(String domain) throws NamingException {
        try {
            return new EmailAddress("postmaster", domain).asciiDomain();
        } catch (IllegalArgumentException noDomain) {
            NamingException failed = new NamingException(domain + " is not a domain");
            failed.initCause(noDomain);
            throw failed;
        }
    }

    /** One MX record. */
    private record Server(int preference, String name) {
        static Server parse(String record) {
            int space = record.indexOf(' ');
            String name = record.substring(space + 1).toLowerCase(Locale.ROOT);
            return new Server(
                    Integer.parseInt(record.substring(0, space)),
                    name.endsWith(".") ? name.substring(0, name.length() - 1) : name);
        }
    }

    private static List<String> read(Attribute records) throws NamingException {
        List<Server> servers = new ArrayList<>();
        NamingEnumeration<?> all = records.getAll();
        while (all.hasMore()) {
            servers.add(Server.parse(String.valueOf(all.next())));
        }
        return servers.stream()
                .sorted(Comparator.comparingInt(Server::preference).thenComparing(Server::name))
                .map(Server::name)
                .toList();
    }
}
