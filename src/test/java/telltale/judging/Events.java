package telltale.judging;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import telltale.model.Client;
import telltale.model.IpLiteral;
import telltale.model.Network;
import telltale.model.Provider;

/** Event fixtures: by client, kind, and time since acceptance. */
final class Events {
    static final Instant ACCEPTED = Instant.parse("2026-11-25T12:00:00Z");
    static final String CHROME =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36";
    static final String GMAIL =
            "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)";
    static final String APPLE_PRIVACY = "Mozilla/5.0";
    static final String CURL = "curl/8.4.0";

    private static final Networks NETWORKS = Networks.builtIn();

    private Events() {}

    static DeliveryContext at(Provider provider) {
        return new DeliveryContext(ACCEPTED, provider);
    }

    static EventFacts open(String agent, Duration after) {
        return new EventFacts(Scope.OPEN, 0, ACCEPTED.plus(after), client(agent), Network.UNKNOWN);
    }

    static EventFacts click(int link, String agent, Duration after) {
        return new EventFacts(Scope.CLICK, link, ACCEPTED.plus(after), client(agent), Network.UNKNOWN);
    }

    static EventFacts head(EventFacts event) {
        return with(event, Client.of(event.client().agent(), Set.of(Client.Flag.HEAD)), event.network());
    }

    static EventFacts from(String address, EventFacts event) {
        return with(event, event.client(), network(address));
    }

    static Network network(String address) {
        InetAddress read = IpLiteral.read(address);
        if (read == null) {
            throw new IllegalArgumentException(address);
        }
        return NETWORKS.classify(read);
    }

    private static Client client(String agent) {
        return Client.of(agent, Set.of());
    }

    private static EventFacts with(EventFacts event, Client client, Network network) {
        return new EventFacts(event.scope(), event.link(), event.at(), client, network);
    }
}
