package telltale.assessment;

import java.net.IDN;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Hashtable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.naming.CompositeName;
import javax.naming.Context;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;

/** The mail servers of a domain, as the DNS has them (RFC 5321 section 5.1), asked with the JDK's own client. */
public final class MxLookup {
    private static final int TRIES = 2;
    /** RFC 7505: a domain that takes no mail names the root as its only server. */
    private static final String NOBODY = "";

    private final Map<String, String> environment;

    /**
     * @param url of the name server, such as {@code dns://192.0.2.1}, or {@code dns:} for those of this machine
     * @param patience how long an answer may take, the first time it is asked for
     */
    public MxLookup(String url, Duration patience) {
        environment = Map.of(
                Context.INITIAL_CONTEXT_FACTORY,
                "com.sun.jndi.dns.DnsContextFactory",
                Context.PROVIDER_URL,
                url,
                "com.sun.jndi.dns.timeout.initial",
                String.valueOf(patience.toMillis()),
                "com.sun.jndi.dns.timeout.retries",
                String.valueOf(TRIES));
    }

    /**
     * Their names in small letters, the preferred first; none where the domain names none.
     *
     * @throws NamingException if no name server knows, or none answers
     */
    // The DNS client makes texts of records and deserializes nothing; JNDI has taken a Hashtable since 1.3.
    @SuppressWarnings({"BanJNDI", "JdkObsolete"})
    public List<String> of(String domain) throws NamingException {
        InitialDirContext context = new InitialDirContext(new Hashtable<>(environment));
        try {
            // As one component: a plain text would be taken apart at its slashes and quotes.
            CompositeName name = new CompositeName();
            name.add(ascii(domain));
            Attribute records = context.getAttributes(name, new String[] {"MX"}).get("MX");
            return records == null ? List.of() : read(records);
        } finally {
            context.close();
        }
    }

    private static String ascii(String domain) throws NamingException {
        try {
            return IDN.toASCII(domain);
        } catch (IllegalArgumentException noDomain) {
            NamingException failed = new NamingException(domain + " is no domain");
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
                .filter(name -> !name.equals(NOBODY))
                .toList();
    }
}
