package telltale.dns;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.naming.CommunicationException;
import javax.naming.CompositeName;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.ServiceUnavailableException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;

/** Asks name servers with the JDK's DNS client: by UDP, and by TCP if an answer is truncated. It caches nothing. */
public final class JndiDns implements Dns {
    private static final int TRIES = 2;
    /** RFC 1035 section 2.3.4. */
    private static final int MAX_LENGTH = 253;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63})*");

    private final Map<String, String> environment;

    /**
     * @param url the name server, such as {@code dns://192.0.2.1}, or {@code dns:} for those of this machine
     * @param timeout the timeout of the first attempt, which the JDK doubles for each retry
     */
    public JndiDns(String url, Duration timeout) {
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

    @Override
    public DnsAnswer ask(String name, RecordType type) {
        if (name.length() > MAX_LENGTH || !NAME.matcher(name).matches()) {
            return new DnsAnswer.NoName();
        }
        try {
            List<String> values = records(name, type);
            return values.isEmpty() ? new DnsAnswer.NoData() : new DnsAnswer.Found(values);
        } catch (NameNotFoundException noName) {
            return new DnsAnswer.NoName();
        } catch (CommunicationException silence) {
            return new DnsAnswer.Failed("no name server answered");
        } catch (ServiceUnavailableException failure) {
            return new DnsAnswer.Failed("the name server reported a failure (SERVFAIL)");
        } catch (NamingException | RuntimeException | StackOverflowError failure) {
            // The client throws unchecked exceptions for some malformed answers.
            return new DnsAnswer.Failed("the name server's answer was unusable");
        }
    }

    // The DNS client returns records as strings and deserializes nothing; JNDI requires a Hashtable.
    @SuppressWarnings({"BanJNDI", "JdkObsolete"})
    private List<String> records(String name, RecordType type) throws NamingException {
        InitialDirContext context = new InitialDirContext(new Hashtable<>(environment));
        try {
            // As a single component: a string would be split at slashes and quotes.
            CompositeName component = new CompositeName();
            component.add(name);
            Attribute records =
                    context.getAttributes(component, new String[] {type.name()}).get(type.name());
            return records == null ? List.of() : read(records, type);
        } finally {
            context.close();
        }
    }

    private static List<String> read(Attribute records, RecordType type) throws NamingException {
        List<String> values = new ArrayList<>();
        NamingEnumeration<?> all = records.getAll();
        while (all.hasMore()) {
            String record = String.valueOf(all.next());
            values.add(type == RecordType.TXT ? TxtStrings.join(record) : record);
        }
        return values;
    }
}
