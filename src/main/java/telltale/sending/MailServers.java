package telltale.sending;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import telltale.model.InvalidInputException;
import telltale.model.Outcome;
import telltale.model.WarmUp;
import telltale.pace.Pacer;
import telltale.store.Lane;
import telltale.store.MailOrigin;

/**
 * The mail servers of this installation, and the choice among them: by weight, as smooth weighted round robin, among those
 * that send the mails of its sender and campaign and can take one now.
 */
public final class MailServers implements AutoCloseable {
    private final List<MailServer> all;
    private final String defaultSender;
    private final Pacer pacer;
    private final Map<String, WarmUp> warmUps;
    /** What each server is owed by the choices so far, in units of weight; guarded by this. */
    private final Map<MailServer, Integer> credits = new HashMap<>();

    /**
     * @param defaultSender the domain of the default sender in lower case
     * @param pacer limits the mail to each provider
     * @param warmUps limit the mail of sender domains
     */
    public MailServers(List<MailServer> all, String defaultSender, Pacer pacer, List<WarmUp> warmUps) {
        if (all.isEmpty()) {
            throw new IllegalArgumentException("there must be a mail server");
        }
        this.all = List.copyOf(all);
        this.defaultSender = defaultSender;
        this.pacer = pacer;
        this.warmUps = warmUps.stream().collect(Collectors.toUnmodifiableMap(WarmUp::domain, Function.identity()));
    }

    /** All servers, in the order of the settings. */
    public List<MailServer> all() {
        return all;
    }

    /** Whether there is no choice. */
    boolean isSingle() {
        return all.size() == 1;
    }

    /** A sentence about the servers to which no mail is sent, without a full stop; empty while there are none. */
    public Optional<String> outage() {
        if (isSingle()) {
            return all.get(0).breaker().reason();
        }
        String reasons = all.stream()
                .flatMap(server -> server.breaker().reason().stream()
                        .map(reason -> "of the mail server " + server.name() + ": " + reason))
                .collect(Collectors.joining("; "));
        return Optional.of(reasons).filter(text -> !text.isEmpty());
    }

    /**
     * Requires that a server sends the mails of a sender and a campaign.
     *
     * @throws InvalidInputException if there is none
     */
    void check(MailOrigin origin) {
        if (all.stream().noneMatch(server -> isInScope(server, origin))) {
            boolean isSender = all.stream().noneMatch(server -> server.scope().includes(sender(origin), null))
                    && all.stream()
                            .map(MailServer::scope)
                            .noneMatch(scope ->
                                    scope.senders().isEmpty() || scope.senders().contains(sender(origin)));
            throw isSender
                    ? new InvalidInputException(
                            "from",
                            "no mail server sends mail from " + sender(origin)
                                    + "; the setting EMAIL_SERVERS says which do")
                    : new InvalidInputException(
                            "campaign",
                            "no mail server sends mail from " + sender(origin)
                                    + (origin.campaign() == null
                                            ? " without a campaign"
                                            : " in the campaign " + origin.campaign())
                                    + "; the setting EMAIL_SERVERS says which do");
        }
    }

    /** Whether a server may send a mail. One that another server may have taken is sent by that one alone. */
    boolean sends(MailServer server, MailOrigin origin) {
        String bound = origin.boundTo();
        boolean isKnown =
                bound != null && all.stream().anyMatch(one -> one.name().equals(bound));
        return isKnown ? server.name().equals(bound) : isInScope(server, origin);
    }

    private boolean isInScope(MailServer server, MailOrigin origin) {
        return server.scope().includes(sender(origin), origin.campaign());
    }

    private String sender(MailOrigin origin) {
        return origin.sender() == null ? defaultSender : origin.sender();
    }

    /** Whether any server may send a mail, now or later. */
    boolean sendsAny(MailOrigin origin) {
        return all.stream().anyMatch(server -> sends(server, origin));
    }

    /**
     * Whether a server can take mail now: it accepts mail and keeps up, or is due to be probed by one. Without a choice, a
     * server takes mail unless its breaker is paused.
     */
    boolean isReady(MailServer server) {
        CircuitBreaker breaker = server.breaker();
        if (isSingle()) {
            return !breaker.isPaused();
        }
        return breaker.isOpen()
                ? breaker.isProbeDue() && server.tasks().size() == 0
                : server.isPaced() || !server.isBehind();
    }

    /**
     * Whether a mail that a server could not take may be sent by another one at once. That is so if the failure is that of
     * the server, not of the mail, and the server has taken nothing.
     */
    boolean canFailOver(MailServer from, MailOrigin origin, Outcome outcome) {
        ServerCondition condition = ServerCondition.after(outcome);
        return (condition == ServerCondition.CONNECTION_FAILED || condition == ServerCondition.UNAVAILABLE)
                && all.stream()
                        .anyMatch(other -> other != from
                                && sends(other, origin)
                                && !other.breaker().isOpen()
                                && isReady(other));
    }

    /** Limits the mail to each provider. */
    Pacer pacer() {
        return pacer;
    }

    /** The warm-ups of sender domains. */
    Collection<WarmUp> warmUps() {
        return warmUps.values();
    }

    /** The warm-up of the sender domain of a mail; empty if it has none. */
    Optional<WarmUp> warmUp(MailOrigin origin) {
        return Optional.ofNullable(warmUps.get(sender(origin)));
    }

    /** The server of this name; empty if there is none. */
    Optional<MailServer> named(String name) {
        return all.stream().filter(server -> server.name().equals(name)).findFirst();
    }

    /** Learns from the outcome of an attempt whether the server accepts mail, and how much of it the provider takes. */
    void learn(MailServer server, String provider, Outcome outcome) {
        boolean isThrottled = pacer.learn(new Lane(server.name(), provider), outcome);
        server.tasks().windows().learn(provider, outcome, isThrottled);
        if (!isThrottled || server.breaker().isOpen()) {
            server.breaker().record(outcome);
        }
    }

    /** The deliveries that wait on this node. */
    int waiting() {
        return all.stream().mapToInt(MailServer::waiting).sum();
    }

    /** The size of their recipients' data. */
    long waitingBytes() {
        return all.stream().mapToLong(server -> server.tasks().bytes()).sum();
    }

    /** The number of mails that a server which is ready may get: one if it has to be probed first. */
    int limited(MailServer server, int room) {
        return !isSingle() && server.breaker().isOpen() ? Math.min(1, room) : Math.max(0, room);
    }

    /** Chooses a server for a mail among those that have room; null if there is none. */
    synchronized @Nullable MailServer choose(MailOrigin origin, Predicate<MailServer> hasRoom) {
        MailServer chosen = null;
        int total = 0;
        for (MailServer server : candidates(origin, hasRoom)) {
            credits.merge(server, server.weight(), Integer::sum);
            total += server.weight();
            if (chosen == null || credit(server) > credit(chosen)) {
                chosen = server;
            }
        }
        if (chosen != null) {
            credits.merge(chosen, -total, Integer::sum);
        }
        return chosen;
    }

    private List<MailServer> candidates(MailOrigin origin, Predicate<MailServer> hasRoom) {
        List<MailServer> candidates = new ArrayList<>(all.size());
        for (MailServer server : all) {
            if (hasRoom.test(server) && sends(server, origin)) {
                candidates.add(server);
            }
        }
        return candidates;
    }

    private int credit(MailServer server) {
        return credits.getOrDefault(server, 0);
    }

    /** The sum of a figure over some servers. */
    static int sum(List<MailServer> servers, ToIntFunction<MailServer> figure) {
        return servers.stream().mapToInt(figure).sum();
    }

    @Override
    public void close() {
        all.forEach(MailServer::close);
    }
}
