package telltale.judging;

import java.util.Set;
import java.util.stream.Collectors;

/**
 * Domains in which anybody may have a mailbox. One recipient's scanner says nothing of the others there.
 */
public final class ConsumerDomains {
    private static final String ANY_COUNTRY = ".*";

    private final Set<String> names;

    private ConsumerDomains(Set<String> names) {
        this.names = names;
    }

    /** Those that this Telltale knows. */
    public static ConsumerDomains builtIn() {
        return new ConsumerDomains(DataLine.of("consumer-domains.txt", DataFile.read("consumer-domains.txt")).stream()
                .map(DataLine::text)
                .collect(Collectors.toUnmodifiableSet()));
    }

    /**
     * Whether this is one.
     *
     * @param domain in lower case
     */
    public boolean contains(String domain) {
        int dot = domain.indexOf('.');
        return names.contains(domain) || (dot > 0 && names.contains(domain.substring(0, dot) + ANY_COUNTRY));
    }
}
