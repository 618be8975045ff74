package telltale.store.jdbc;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.store.Statistics;

/**
 * The keys of the links in a mail, in the order of their numbers.
 *
 * @param inCampaign the keys of the links in their campaign
 * @param hosts the keys of the hosts that they lead to
 */
record LinkKeys(List<String> inCampaign, List<String> hosts) {
    static final LinkKeys NONE = new LinkKeys(List.of(), List.of());

    LinkKeys {
        inCampaign = List.copyOf(inCampaign);
        hosts = List.copyOf(hosts);
    }

    /** Parses the lines of a list; null is no list. */
    static LinkKeys parse(@Nullable String links) {
        if (links == null || links.isEmpty()) {
            return NONE;
        }
        List<String> inCampaign = new ArrayList<>();
        List<String> hosts = new ArrayList<>();
        for (String line : links.split("\n", -1)) {
            int space = line.indexOf(' ');
            inCampaign.add(line.substring(0, space));
            hosts.add(line.substring(space + 1));
        }
        return new LinkKeys(inCampaign, hosts);
    }

    /** The key of a link by its number, from 1. */
    String key(int link) {
        return link <= inCampaign.size() ? inCampaign.get(link - 1) : unknown(link);
    }

    /** A link beyond the bound is one of the others. */
    private static String unknown(int link) {
        return link <= Statistics.MAX_KEYS ? Statistics.NUMBERED + link : Statistics.OTHER;
    }

    /** The key of the host that a link leads to. */
    String host(int link) {
        return link <= hosts.size() ? hosts.get(link - 1) : Statistics.UNKNOWN;
    }
}
