package telltale.judging;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import telltale.model.Client;
import telltale.model.Verdict;

/**
 * What is kept of a user agent: the family of the client and its major version, such as {@code Chrome/120}, or the family alone if
 * the version is not known.
 */
public final class ReducedAgent {
    private static final String SEPARATOR = "/";
    /** The products whose versions are those of a family, if it is not the product of its own name. */
    private static final Map<String, String> PRODUCTS = Map.of(
            "Chrome", "chrome|crios|chromium|headlesschrome",
            "Edge", "edg|edge|edga|edgios",
            "Firefox", "firefox|fxios|focus",
            "Google app", "gsa",
            "Internet Explorer", "msie",
            "Opera", "opr|opera|opios",
            "Outlook", "microsoft outlook|macoutlook|outlook-ios|outlook-android|outlook",
            "Safari", "version",
            "Samsung Internet", "samsungbrowser",
            "UC Browser", "ucbrowser");

    /** What is kept of a client besides: how it was used, but no header that tells clients of one version apart. */
    private static final List<Client.Flag> FLAGS = List.of(Client.Flag.VIEW, Client.Flag.HEAD);

    private ReducedAgent() {}

    /** What is kept of the client of a judged event. */
    public static Client of(Client client, Verdict verdict) {
        String family = ClientFamily.family(client, verdict);
        String version = family.equals(AgentNames.UNKNOWN) ? "" : majorVersion(family, client.agent());
        Client reduced = new Client(version.isEmpty() ? family : family + SEPARATOR + version, 0);
        for (Client.Flag flag : FLAGS) {
            reduced = client.has(flag) ? reduced.with(flag) : reduced;
        }
        return reduced;
    }

    /** The family in a reduced user agent. */
    static String family(String reduced) {
        int end = reduced.indexOf(SEPARATOR);
        return end < 0 ? reduced : reduced.substring(0, end);
    }

    private static String majorVersion(String family, String agent) {
        String products = PRODUCTS.getOrDefault(family, Pattern.quote(family));
        Matcher version = Pattern.compile(
                        "(?:^|[^a-z])(?:" + products + ")[/ ](\\d{1,3})(?!\\d)", Pattern.CASE_INSENSITIVE)
                .matcher(agent);
        return version.find() ? version.group(1) : "";
    }
}
