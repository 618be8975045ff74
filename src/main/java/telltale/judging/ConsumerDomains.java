package telltale.judging;

import java.util.Set;
import java.util.stream.Collectors;
import telltale.rules.DataFile;
import telltale.rules.DataLine;

/**
 * Domains of mailbox providers that are open to anyone, where one recipient's scanner implies nothing about others.
 */
public final class ConsumerDomains {
    private static final String ANY_COUNTRY = ".*";

    private final Set<String> names;

    private ConsumerDomains(Set<String> names) {
        this.names = names;
    }

    /** The built-in list. */
    public static ConsumerDomains builtIn() {
        return new ConsumerDomains(
                DataLine.of("consumer-domains.txt", DataFile.read(ConsumerDomains.class, "consumer-domains.txt"))
                        .stream()
                        .map(DataLine::text)
                        .collect(Collectors.toUnmodifiableSet()));
    }

    /**
     * Whether a domain is in the list.
     *
     * @param domain the domain in lower case
     */
    public boolean contains(String domain) {
        int dot = domain.indexOf('.');
        return names.contains(domain) || (dot > 0 && names.contains(domain.substring(0, dot) + ANY_COUNTRY));
    }
}
