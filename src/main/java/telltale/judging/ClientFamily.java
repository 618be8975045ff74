package telltale.judging;

import java.util.List;
import java.util.Locale;
import telltale.model.Client;
import telltale.model.Event;
import telltale.model.Verdict;

/** The family of the program that caused an event, in which the proxies of mail providers are families of their own. */
public final class ClientFamily {
    private static final String APPLE_RULES = "apple-mpp";
    private static final List<Proxy> PROXIES = List.of(
            new Proxy("googleimageproxy", "Gmail image proxy"),
            new Proxy("ggpht.com", "Gmail image proxy"),
            new Proxy("yahoomailproxy", "Yahoo image proxy"),
            new Proxy("yahoocachesystem", "Yahoo image proxy"));

    private ClientFamily() {}

    /**
     * A mail provider's proxy.
     *
     * @param agent the part of its user agent that identifies it, in lower case
     */
    private record Proxy(String agent, String family) {}

    /** The family of the client of a judged event; empty for scanners and other programs, whose user agents are made up. */
    public static String of(Event event, Verdict verdict) {
        return switch (verdict.type()) {
            case SCANNER, UNFURLER, BOT -> "";
            case HUMAN_DIRECT, HUMAN_VIA_PROXY, PREFETCH, UNKNOWN ->
                event.frozen() == null
                        ? family(event.client(), verdict)
                        : ReducedAgent.family(event.client().agent());
        };
    }

    /** The family of a client that is not reduced. */
    static String family(Client client, Verdict verdict) {
        if (verdict.reasons().stream().anyMatch(rule -> rule.startsWith(APPLE_RULES))) {
            return "Apple Mail Privacy Protection";
        }
        String agent = client.agent().toLowerCase(Locale.ROOT);
        return PROXIES.stream()
                .filter(proxy -> agent.contains(proxy.agent))
                .map(Proxy::family)
                .findFirst()
                .orElseGet(() -> MailClient.of(client).family());
    }
}
