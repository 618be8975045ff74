package telltale.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The organization that a domain belongs to (RFC 7489 section 3.2), as far as it can be decided without a list of public suffixes. */
public final class OrganizationalDomain {
    private OrganizationalDomain() {}

    /** Whether two domains may belong to one organization, which they do not if their last two labels differ. */
    public static boolean mayBeShared(String one, String other) {
        return lastLabels(one).equals(lastLabels(other));
    }

    private static List<String> lastLabels(String domain) {
        List<String> labels = Arrays.asList(domain.toLowerCase(Locale.ROOT).split("\\.", -1));
        return labels.subList(Math.max(0, labels.size() - 2), labels.size());
    }
}
