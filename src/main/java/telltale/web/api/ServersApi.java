package telltale.web.api;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.sending.CircuitBreaker;
import telltale.sending.MailServer;
import telltale.store.Pace;
import telltale.store.Paces;
import telltale.store.SendingQuota;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/** {@code GET /api/v1/servers}: lists the mail servers of this node with their states. */
public final class ServersApi {
    /** The providers that are shown of each server: those that asked for less mail last. */
    private static final int MAX_PROVIDERS = 50;

    private final List<MailServer> servers;
    private final SendingQuota quota;
    private final Paces paces;
    private final Clock clock;

    /** @param servers empty if no mail can be sent */
    public ServersApi(List<MailServer> servers, SendingQuota quota, Paces paces, Clock clock) {
        this.servers =
                servers.stream().sorted(Comparator.comparing(MailServer::name)).toList();
        this.quota = quota;
        this.paces = paces;
        this.clock = clock;
    }

    /** A page of servers, in the order of their names. */
    public Response list(RoutedRequest request) {
        Slice<MailServer> slice = Slice.of(servers, MailServer::name, request.query("limit", "cursor"));
        List<Pace> slow = paces.all();
        return Response.json(new Page(
                slice.items().stream().map(server -> json(server, slow)).toList(), slice.next()));
    }

    private List<ProviderJson> providers(MailServer server, List<Pace> slow) {
        return slow.stream()
                .filter(pace -> pace.lane().server().equals(server.name()))
                .sorted(Comparator.comparing(Pace::throttledAt).reversed())
                .limit(MAX_PROVIDERS)
                .map(pace -> new ProviderJson(
                        pace.lane().provider(),
                        pace.perHour(),
                        pace.isHeld(clock.instant()) ? pace.heldUntil() : null,
                        pace.throttledAt(),
                        pace.reply()))
                .toList();
    }

    private ServerJson json(MailServer server, List<Pace> slow) {
        Optional<CircuitBreaker.OpenState> outage = server.outage();
        int perDay = server.limits().perDay();
        return new ServerJson(
                server.name(),
                server.location(),
                outage.map(open -> open.isProbing() ? "probing" : "down").orElse("up"),
                outage.map(CircuitBreaker.OpenState::since).orElse(null),
                outage.map(CircuitBreaker.OpenState::probeAt).orElse(null),
                outage.map(CircuitBreaker.OpenState::detail).orElse(null),
                server.weight(),
                server.scope().senders(),
                server.scope().campaigns(),
                server.limits().connections(),
                server.limits().perSecond(),
                perDay,
                perDay == 0 ? null : quota.used(server.name(), clock.instant()),
                server.waiting(),
                providers(server, slow));
    }

    private record Page(List<ServerJson> servers, @Nullable String next) {}

    private record ServerJson(
            String name,
            String address,
            String state,
            @Nullable Instant since,
            @Nullable Instant probeAt,
            @Nullable String detail,
            int weight,
            List<String> senders,
            List<String> campaigns,
            int connections,
            int perSecond,
            int perDay,
            @Nullable Long usedToday,
            int waiting,
            List<ProviderJson> providers) {}

    /**
     * A provider that asked for less mail.
     *
     * @param heldUntil when its mail is sent again; null if it is sent
     */
    private record ProviderJson(
            String provider, long perHour, @Nullable Instant heldUntil, Instant throttledAt, String reply) {}
}
