package telltale.web.api;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.model.InvalidInputException;
import telltale.model.Role;
import telltale.sessions.LocalSignIn;
import telltale.sessions.Session;
import telltale.sessions.SessionOwner;
import telltale.sessions.SessionOwner.Method;
import telltale.sessions.SignInAttempts;
import telltale.sessions.SignInAttempts.Attempt;
import telltale.sessions.SignInAttempts.TooManyAttemptsException;
import telltale.sessions.SignInLinks;
import telltale.settings.LauncherAttributes;
import telltale.web.http.Access;
import telltale.web.http.Access.KeyOwner;
import telltale.web.http.ClientAddress;
import telltale.web.http.ContainerRealm;
import telltale.web.http.ContainerRealm.RealmUser;
import telltale.web.http.Fields;
import telltale.web.http.Identity;
import telltale.web.http.PageSessions;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/**
 * {@code /api/v1/session}: {@code POST} opens a session by a key, by the code of a sign-in link, or by a user of the container's
 * realm; {@code GET} reports the role that the caller has by session or key; {@code DELETE} ends the session.
 */
public final class SessionApi {
    /** Characters of a key that attempts are counted by: its lead and its first four digits. */
    private static final int ACCOUNT_LENGTH = 12;

    private static final Problem LINK_REFUSED = new Problem(
            Problem.Type.PERMISSION_DENIED,
            "The sign-in link is used, expired or incomplete. It works once; the link that Telltale prints when it"
                    + " starts works for ten minutes, in a browser on this machine. \"java -jar app.war sign-in\" prints"
                    + " another one.");
    private static final Problem KEY_REFUSED = new Problem(
                    Problem.Type.PERMISSION_DENIED, "There is no such key. Copy the whole line.")
            .with("field", "key");
    private static final Problem USER_REFUSED =
            new Problem(Problem.Type.PERMISSION_DENIED, "The user name or the password is wrong.");
    private static final Problem NO_ROLE = new Problem(
            Problem.Type.PERMISSION_DENIED,
            "The user has none of the roles telltale-admin, telltale-operator, telltale-read, telltale-analyst and"
                    + " telltale-send in the server's realm.");
    private static final Problem OIDC_ONLY = new Problem(
            Problem.Type.PERMISSION_DENIED,
            "Sign in at your provider: TELLTALE_OIDC_ONLY is on. The way back in, if the provider fails, is a link by"
                    + " \"java -jar app.war sign-in\", or the admin key of the home folder in a browser on this machine.");
    private static final Problem NO_REALM = new Problem(
            Problem.Type.NOT_CONFIGURED, "Users of the server's realm cannot sign in. TELLTALE_REALM=on allows it.");

    private final PageSessions sessions;
    private final Access access;
    private final SignInWays ways;
    private final int maxMessageBytes;

    /**
     * The ways to sign in.
     *
     * @param local the link that the launcher prints
     * @param links the other links
     * @param attempts limits and counts attempts
     * @param clients resolves the addresses of clients
     * @param maxAge how long a session lasts at most
     * @param isOidc whether there is an OpenID provider
     * @param isRealm whether users of the container's realm may sign in
     * @param isOidcOnly whether keys and the realm open no sessions, apart from the admin key of the home on this machine
     */
    public record SignInWays(
            LocalSignIn local,
            SignInLinks links,
            SignInAttempts attempts,
            ClientAddress clients,
            Duration maxAge,
            boolean isOidc,
            boolean isRealm,
            boolean isOidcOnly) {}

    /** @param maxMessageBytes the size of the largest mail that is accepted, which callers are told */
    public SessionApi(PageSessions sessions, Access access, SignInWays ways, int maxMessageBytes) {
        this.sessions = sessions;
        this.access = access;
        this.ways = ways;
        this.maxMessageBytes = maxMessageBytes;
    }

    /** Who the caller is, and how one can sign in. */
    public Response show(RoutedRequest request) throws ProblemException {
        request.query();
        Optional<Identity> identity = identity(request.http());
        if (identity.isEmpty()) {
            return Response.json(
                    new SessionJson("none", null, null, null, ways.isOidc, ways.isRealm, false, maxMessageBytes));
        }
        Session session = access.session(request.http()).orElse(null);
        return Response.json(new SessionJson(
                identity.get().role().wireName(),
                identity.get().name(),
                (session == null ? Method.KEY : session.owner().method()).wireName(),
                session == null ? null : session.endsAt(),
                ways.isOidc,
                ways.isRealm,
                request.http().getServletContext().getAttribute(LauncherAttributes.DEMO) != null,
                maxMessageBytes));
    }

    /** The identity of the caller; empty if there is none, or its key is not accepted. */
    private Optional<Identity> identity(HttpServletRequest request) throws ProblemException {
        try {
            return access.identify(request);
        } catch (ProblemException refused) {
            if (refused.problem().type() == Problem.Type.DATABASE_UNAVAILABLE) {
                throw refused;
            }
            return Optional.empty();
        }
    }

    /**
     * @param role {@code none} without a session or key
     * @param expiresAt the end of the session; null without one
     * @param demo whether the demo mailbox captures all mail; only told to those who are signed in
     * @param maxMessageBytes as SIZE tells SMTP clients (RFC 1870 section 4): a body that is too large is not read, and a client
     *     that still sends it may lose the response
     */
    private record SessionJson(
            String role,
            @Nullable String name,
            @Nullable String method,
            @Nullable Instant expiresAt,
            boolean oidc,
            boolean realm,
            boolean demo,
            int maxMessageBytes) {}

    /** Opens a session. */
    public Response signIn(RoutedRequest request) throws IOException, ProblemException {
        request.query();
        sessions.requireOwn(request.http());
        Fields fields = request.body("code", "key", "user", "password");
        String code = fields.get("code");
        String key = fields.get("key");
        String user = fields.get("user");
        try {
            if (code != null) {
                return byLink(request.http(), code);
            }
            if (key != null) {
                return byKey(request.http(), key);
            }
            if (user != null) {
                return byRealm(request.http(), user, fields.get("password"));
            }
        } catch (TooManyAttemptsException tooMany) {
            return tooMany(tooMany.remaining());
        }
        throw new InvalidInputException(
                "key", "key is missing; instead of it, code is the part of a sign-in link after #sign-in=");
    }

    static Problem tooMany(Duration wait) {
        return new Problem(
                        Problem.Type.TOO_MANY_ATTEMPTS,
                        "Too many attempts to sign in failed. Try again later, or from another network.")
                .with("retryAfter", String.valueOf(Math.max(1, wait.toSeconds())));
    }

    /** A code of 256 bits cannot be guessed, so that the limit does not concern one that was created here. */
    private Response byLink(HttpServletRequest request, String code) throws TooManyAttemptsException {
        Optional<SessionOwner> owner = Access.isLocal(request) && ways.local.use(code)
                ? Optional.of(SignInLinks.owner(Role.ADMIN))
                : ways.links.use(code);
        if (owner.isPresent()) {
            ways.attempts.signedInWithoutLimit(Method.LINK);
            return opened(request, owner.get(), null);
        }
        if (!ways.links.isGenuine(code)) {
            ways.attempts.begin(Method.LINK, client(request), "").failed();
        }
        return LINK_REFUSED;
    }

    private Response byKey(HttpServletRequest request, String key) throws ProblemException, TooManyAttemptsException {
        String account = key.substring(0, Math.min(key.length(), ACCOUNT_LENGTH));
        Attempt attempt = ways.attempts.begin(Method.KEY, client(request), account);
        try {
            Optional<KeyOwner> owner = access.owner(key, request);
            if (owner.isEmpty()) {
                attempt.failed();
                return KEY_REFUSED;
            }
            if (ways.isOidcOnly && !(owner.get().isHomeAdmin() && Access.isLocal(request))) {
                attempt.abandoned();
                return OIDC_ONLY;
            }
            // What fails from here on is no fault of the key.
            attempt.succeeded();
            return opened(request, owner.get().owner(), owner.get().key());
        } catch (ProblemException refused) {
            if (refused.problem().type() == Problem.Type.DATABASE_UNAVAILABLE) {
                attempt.abandoned();
            } else {
                attempt.failed();
            }
            throw refused;
        }
    }

    private Response byRealm(HttpServletRequest request, String user, @Nullable String password)
            throws TooManyAttemptsException {
        if (!ways.isRealm || ways.isOidcOnly) {
            return ways.isRealm ? OIDC_ONLY : NO_REALM;
        }
        if (password == null || user.isBlank()) {
            throw new InvalidInputException("password", "user and password are needed together");
        }
        Attempt attempt = ways.attempts.begin(Method.REALM, client(request), user);
        RealmUser known = realmUser(request, user, password);
        if (known instanceof RealmUser.Member member) {
            attempt.succeeded();
            return opened(request, new SessionOwner(user, member.role(), Method.REALM), null);
        }
        attempt.failed();
        return known == null ? USER_REFUSED : NO_ROLE;
    }

    private static @Nullable RealmUser realmUser(HttpServletRequest request, String user, String password) {
        try {
            return ContainerRealm.check(request, user, password).orElse(null);
        } catch (ServletException failed) {
            throw new IllegalStateException("the container could not end its own session", failed);
        }
    }

    private @Nullable InetAddress client(HttpServletRequest request) {
        return ways.clients.resolve(request);
    }

    private Response opened(HttpServletRequest request, SessionOwner owner, @Nullable String key) {
        String value = sessions.sessions().open(owner, key, client(request));
        Identity.of(owner).attachTo(request);
        return Response.withStatus(
                HttpServletResponse.SC_NO_CONTENT,
                response -> sessions.cookie().set(request, response, value, ways.maxAge));
    }

    /** Ends the session, if there is one. */
    public Response signOut(RoutedRequest request) throws ProblemException {
        request.query();
        sessions.requireOwn(request.http());
        access.session(request.http()).ifPresent(session -> sessions.sessions().end(session.id()));
        return Response.withStatus(
                HttpServletResponse.SC_NO_CONTENT, response -> sessions.cookie().clear(request.http(), response));
    }
}
