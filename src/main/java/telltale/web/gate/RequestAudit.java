package telltale.web.gate;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.audit.AuditLog;
import telltale.model.ClientNetwork;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.store.AuditEntry;
import telltale.store.AuditEntry.Actor;
import telltale.store.StoreUnavailableException;
import telltale.web.http.AuditSubject;
import telltale.web.http.ClientAddress;
import telltale.web.http.Identity;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/**
 * Records requests in the audit log: a change before it begins and when it has ended, everything else before its answer is
 * sent. A request that cannot be recorded is not answered.
 */
public final class RequestAudit {
    private static final Logger log = LoggerFactory.getLogger(RequestAudit.class);
    private static final Actor UNKNOWN = new Actor("none", "");
    /** Refused sign-ins that are recorded a minute, so that an attacker cannot fill the database. */
    private static final int MAX_REFUSED_SIGN_INS = 60;

    /** Processes a request. */
    @FunctionalInterface
    interface Handling {
        Response handle(RoutedRequest request) throws IOException;
    }

    private final AuditLog audit;
    private final ClientAddress clients;
    private final Function<EmailAddress, Optional<PersonKey>> persons;
    private final TokenBucket refusedSignIns =
            new TokenBucket(MAX_REFUSED_SIGN_INS, TimeUnit.MINUTES.toNanos(1), System.nanoTime());

    /** @param persons returns the key of the person with an address */
    public RequestAudit(AuditLog audit, ClientAddress clients, Function<EmailAddress, Optional<PersonKey>> persons) {
        this.audit = audit;
        this.clients = clients;
        this.persons = persons;
    }

    /**
     * Returns the response to a request, which is recorded as its route states.
     *
     * @param handling processes the request
     * @throws StoreUnavailableException if it could not be recorded
     */
    Response record(Route route, RoutedRequest request, Handling handling) throws IOException {
        return switch (route.audit()) {
            case NONE -> handling.handle(request);
            case CHANGE -> change(route, request, handling);
            case LOOK -> look(route, request, handling.handle(request));
            case SEARCH -> {
                Response answer = handling.handle(request);
                yield AuditSubject.of(request.http()) == null ? answer : look(route, request, answer);
            }
            case SIGN_IN -> signIn(route, request, handling.handle(request));
        };
    }

    private Response change(Route route, RoutedRequest request, Handling handling) throws IOException {
        UUID begun = audit.begin(entry(route, request));
        int status = HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
        try {
            Response answer = handling.handle(request);
            status = answer.status();
            return answer;
        } finally {
            end(begun, entry(route, request), status);
        }
    }

    /** Completes a change; if the database fails now, the change stays recorded with an unknown outcome. */
    private void end(UUID begun, AuditEntry entry, int status) {
        try {
            audit.end(begun, entry, status);
        } catch (StoreUnavailableException failed) {
            log.warn(
                    "The outcome {} of {} by {} could not be recorded: {}",
                    status,
                    entry.operation(),
                    entry.actor().name(),
                    failed.getMessage());
        }
    }

    private Response look(Route route, RoutedRequest request, Response answer) {
        audit.recordLook(entry(route, request), answer.status());
        return answer;
    }

    private Response signIn(Route route, RoutedRequest request, Response answer) {
        boolean isRefused = answer.status() >= HttpServletResponse.SC_BAD_REQUEST;
        if (!isRefused || !refusedSignIns.take(System.nanoTime()).isRefused()) {
            audit.record(entry(route, request), answer.status());
        }
        return answer;
    }

    private AuditEntry entry(Route route, RoutedRequest routed) {
        HttpServletRequest request = routed.http();
        AuditSubject subject = AuditSubject.of(request);
        EmailAddress address = subject == null ? null : subject.person();
        return new AuditEntry(
                actor(Identity.find(request)),
                route.operation(),
                target(routed.variable(), subject == null ? null : subject.target(), address),
                address == null ? null : persons.apply(address).orElse(null),
                ClientNetwork.of(clients.resolve(request)));
    }

    private static Actor actor(@Nullable Identity identity) {
        return identity == null ? UNKNOWN : identity.actor();
    }

    private static @Nullable String target(String variable, @Nullable String stated, @Nullable EmailAddress address) {
        String text = stated == null ? variable : stated;
        if (!text.isEmpty()) {
            return Identity.masked(text);
        }
        return address == null ? null : address.masked();
    }
}
