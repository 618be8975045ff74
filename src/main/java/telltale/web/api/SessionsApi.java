package telltale.web.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.DurationText;
import telltale.model.Role;
import telltale.model.WireConstant;
import telltale.sessions.Session;
import telltale.sessions.SignInLinkIssuer;
import telltale.sessions.SignInLinkIssuer.SignInLink;
import telltale.sessions.SignInLinks;
import telltale.settings.DashboardUrl;
import telltale.web.http.Access;
import telltale.web.http.Fields;
import telltale.web.http.Identity;
import telltale.web.http.PageSessions;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/**
 * {@code /api/v1/sessions}: GET lists all sessions, {@code DELETE …/{id}} ends one, DELETE ends those of the caller. And
 * {@code POST /api/v1/sign-in-links}, which creates a link that opens one.
 */
public final class SessionsApi {
    private static final Duration DEFAULT_VALIDITY = Duration.ofMinutes(10);
    private static final Problem NOT_FOUND =
            new Problem(Problem.Type.NOT_FOUND, "There is no session with this id. It may have ended.");

    private static final Problem OIDC_ONLY = new Problem(
            Problem.Type.PERMISSION_DENIED,
            "TELLTALE_OIDC_ONLY is on, so only the admin key of the home folder creates sign-in links.");

    private final PageSessions sessions;
    private final Access access;
    private final SignInLinkIssuer links;
    private final @Nullable DashboardUrl url;
    private final boolean isOidcOnly;

    /**
     * @param url the public URL of the dashboard, or null
     * @param isOidcOnly whether only the admin key of the home may create links
     */
    public SessionsApi(
            PageSessions sessions,
            Access access,
            SignInLinkIssuer links,
            @Nullable DashboardUrl url,
            boolean isOidcOnly) {
        this.sessions = sessions;
        this.access = access;
        this.links = links;
        this.url = url;
        this.isOidcOnly = isOidcOnly;
    }

    /** All sessions that have not ended. */
    public Response list(RoutedRequest request) throws ProblemException {
        UUID own = access.session(request.http()).map(Session::id).orElse(null);
        Slice<Session> page = Slice.of(
                sessions.sessions().list(), session -> session.id().toString(), request.query("limit", "cursor"));
        return Response.json(new Page(
                page.items().stream()
                        .map(session -> SessionJson.of(session, session.id().equals(own)))
                        .toList(),
                page.next()));
    }

    /** Ends a session. */
    public Response end(RoutedRequest request) {
        request.query();
        return id(request.variable())
                .filter(id -> sessions.sessions().end(id))
                .map(id -> Response.noContent())
                .orElse(NOT_FOUND);
    }

    private static Optional<UUID> id(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    /** Ends all sessions of the caller, on all devices. */
    public Response endOwn(RoutedRequest request) throws ProblemException {
        request.query();
        Identity identity = Identity.of(request.http());
        Optional<Session> own = access.session(request.http());
        sessions.sessions().endAll(session -> Access.isOfSameOwner(session, identity, own));
        return Response.withStatus(HttpServletResponse.SC_NO_CONTENT, response -> {
            if (own.isPresent()) {
                sessions.cookie().clear(request.http(), response);
            }
        });
    }

    /** Creates a sign-in link. */
    public Response issueLink(RoutedRequest request) throws IOException, ProblemException {
        request.query();
        if (isOidcOnly && Identity.of(request.http()).kind() != Identity.Kind.HOME_KEY) {
            return OIDC_ONLY;
        }
        Fields fields = request.http().getContentType() == null ? Fields.NONE : request.body("role", "valid");
        Role role = fields.read("role", name -> WireConstant.of(Role.class, name));
        Duration validity = fields.read("valid", DurationText::parse);
        SignInLink link = links.issue(role == null ? Role.ADMIN : role, validity == null ? DEFAULT_VALIDITY : validity);
        return Response.json(
                HttpServletResponse.SC_CREATED,
                new LinkJson(
                        link.code(),
                        url == null ? null : url.at(SignInLinks.FRAGMENT + link.code()),
                        link.expiresAt()));
    }

    private record Page(
            List<SessionJson> sessions, @Nullable String next) {}

    /** @param url the link itself; null if TELLTALE_URL is not set */
    private record LinkJson(String code, @Nullable String url, Instant expiresAt) {}

    /** @param current whether the request belongs to the session */
    private record SessionJson(
            UUID id,
            String name,
            String role,
            String method,
            String network,
            Instant createdAt,
            Instant usedAt,
            Instant endsAt,
            boolean current) {
        static SessionJson of(Session session, boolean isCurrent) {
            return new SessionJson(
                    session.id(),
                    session.owner().name(),
                    session.owner().role().wireName(),
                    session.owner().method().wireName(),
                    session.network(),
                    session.createdAt(),
                    session.usedAt(),
                    session.endsAt(),
                    isCurrent);
        }
    }
}
