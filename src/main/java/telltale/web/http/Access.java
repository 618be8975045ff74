package telltale.web.http;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import telltale.access.LocalRequest;
import telltale.keys.KeyDirectory;
import telltale.keys.KeyText;
import telltale.keys.KeyUses;
import telltale.model.KeyLimits;
import telltale.model.Role;
import telltale.sessions.Session;
import telltale.sessions.SessionOwner;
import telltale.sessions.SessionOwner.Method;
import telltale.sessions.Sessions.FoundSession;
import telltale.web.http.IssuedKeys.AcceptedKey;

/**
 * Identifies the sender of a request: by an API key, one of the two keys of the home folder, which need no database, or the
 * session of a browser.
 */
public final class Access {
    private static final String SCHEME = "Bearer ";

    private volatile HomeKeys home = HomeKeys.NONE;
    private volatile @Nullable PageSessions sessions;
    private volatile @Nullable IssuedKeys issued;
    private volatile Consumer<HttpServletRequest> refusals = request -> {};

    /**
     * The owner of a session that a key opens.
     *
     * @param key what the session stores of the key
     */
    public record KeyOwner(SessionOwner owner, String key) {
        /** Whether it is the admin key of the home folder. */
        public boolean isHomeAdmin() {
            return HomeKeys.isMark(key) && owner.role() == Role.ADMIN;
        }
    }

    /** Identifies no one until {@link #replaceKeys} sets the keys. */
    public Access() {}

    /**
     * @param trackKey null if it is disabled
     */
    public Access(String adminKey, @Nullable String trackKey) {
        replaceKeys(adminKey, trackKey);
    }

    /** Replaces the keys of the home folder; the parameters are those of the constructor. */
    public final void replaceKeys(String adminKey, @Nullable String trackKey) {
        home = HomeKeys.of(adminKey, trackKey);
    }

    /** Accepts sessions. */
    public void accept(PageSessions pageSessions) {
        sessions = pageSessions;
    }

    /** Accepts API keys. */
    public void accept(KeyDirectory directory, KeyUses uses, ClientAddress clients) {
        issued = new IssuedKeys(directory, uses, clients);
    }

    /** Reports each request with a key that is not accepted. */
    public void onRefusedKey(Consumer<HttpServletRequest> listener) {
        refusals = listener;
    }

    /**
     * Identifies a request by the key in its {@code Authorization} header (RFC 6750 section 2.1), or without such a header by
     * its session.
     *
     * @return empty if it has no key that Telltale could have created, and no session
     * @throws ProblemException if its API key is not accepted: 401 with the reason, 403 for the client's address, 503 while keys
     *     cannot be checked; or if its session is not accepted: 403 if the request is not the dashboard's own
     */
    public Optional<Identity> identify(HttpServletRequest request) throws ProblemException {
        return identify(request, false);
    }

    private Optional<Identity> identify(HttpServletRequest request, boolean isStream) throws ProblemException {
        String header = request.getHeader("Authorization");
        if (header == null) {
            Optional<FoundSession> found = session(request, isStream);
            return found.isEmpty() ? Optional.empty() : Optional.of(identity(found.get(), request));
        }
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        return identify(header.substring(SCHEME.length()).strip(), request);
    }

    /** Identifies a request by a key; returns and throws as {@link #identify(HttpServletRequest)}. */
    private Optional<Identity> identify(String key, HttpServletRequest request) throws ProblemException {
        try {
            Optional<Identity> known = home.identify(key);
            IssuedKeys keys = issued;
            if (known.isEmpty() && keys != null && KeyText.isMeant(key)) {
                return Optional.of(keys.accept(key, request).identity());
            }
            if (known.isEmpty()) {
                refusals.accept(request);
            }
            return known;
        } catch (ProblemException refused) {
            if (refused.problem().type() == Problem.Type.AUTHENTICATION_REQUIRED) {
                refusals.accept(request);
            }
            throw refused;
        }
    }

    /**
     * Identifies a client of another protocol by a key.
     *
     * @return empty if it is no key that Telltale could have created
     * @throws ProblemException if the key is not accepted: 401 with the reason, 403 for the client's address, 503 while keys
     *     cannot be checked
     */
    public Optional<Identity> identify(String key, InetAddress client) throws ProblemException {
        Optional<Identity> known = home.identify(key);
        IssuedKeys keys = issued;
        return known.isPresent() || keys == null || !KeyText.isMeant(key)
                ? known
                : Optional.of(keys.accept(key, client).identity());
    }

    /**
     * Identifies the owner of a session that a key opens; throws as {@link #identify(HttpServletRequest)}.
     *
     * @return empty if it is no key that Telltale could have created
     */
    public Optional<KeyOwner> owner(String key, HttpServletRequest request) throws ProblemException {
        Optional<Identity> known = home.identify(key);
        if (known.isPresent()) {
            return known.map(identity -> owner(identity, HomeKeys.mark(key)));
        }
        IssuedKeys keys = issued;
        if (keys == null || !KeyText.isMeant(key)) {
            return Optional.empty();
        }
        AcceptedKey accepted = keys.accept(key, request);
        return Optional.of(owner(accepted.identity(), accepted.key().id().toString()));
    }

    private static KeyOwner owner(Identity identity, String key) {
        return new KeyOwner(new SessionOwner(identity.name(), identity.role(), Method.KEY), key);
    }

    /** The session of a request without an {@code Authorization} header; throws as {@link #identify(HttpServletRequest)}. */
    public Optional<Session> session(HttpServletRequest request) throws ProblemException {
        return request.getHeader("Authorization") == null
                ? session(request, false).map(FoundSession::session)
                : Optional.empty();
    }

    private Optional<FoundSession> session(HttpServletRequest request, boolean isStream) throws ProblemException {
        PageSessions accepted = sessions;
        return accepted == null ? Optional.empty() : accepted.find(request, isStream);
    }

    /** The identity of a session, which its key limits if it was opened with one. */
    private Identity identity(FoundSession found, HttpServletRequest request) throws ProblemException {
        Session session = found.session();
        String key = session.key();
        if (key == null) {
            return session(session.owner().name(), session.owner().role(), found);
        }
        if (HomeKeys.isMark(key)) {
            Identity owner = home.identifyByMark(key)
                    .orElseThrow(
                            () -> IssuedKeys.notAccepted("The key that this session was opened with was replaced."));
            return session(owner.name(), owner.role(), found);
        }
        IssuedKeys keys = issued;
        if (keys == null) {
            throw IssuedKeys.notAccepted("API keys are not accepted.");
        }
        return keys.accept(UUID.fromString(key), request).identity(found.isCurrent());
    }

    private static Identity session(String name, Role role, FoundSession found) {
        return new Identity(Identity.Kind.SESSION, name, role, KeyLimits.NONE, found.isCurrent());
    }

    /** Whether a session belongs to the owner of a request, so that "sign out everywhere" ends it. */
    public static boolean isOfSameOwner(Session session, Identity identity, Optional<Session> own) {
        if (own.isPresent()) {
            return session.owner().equals(own.get().owner()) && isHome(session) == isHome(own.get());
        }
        return session.owner().equals(new SessionOwner(identity.name(), identity.role(), Method.KEY))
                && isHome(session) == (identity.kind() == Identity.Kind.HOME_KEY);
    }

    /** Distinguishes sessions of an API key from those of a key of the home folder with the same name. */
    private static boolean isHome(Session session) {
        String key = session.key();
        return key != null && HomeKeys.isMark(key);
    }

    /**
     * Identifies a request by a key in its query, which is only allowed for keys that can only send.
     *
     * @return empty for other keys
     * @throws ProblemException as in {@link #identify(HttpServletRequest)}
     */
    public Optional<Identity> identifySender(String queryKey, HttpServletRequest request) throws ProblemException {
        return identify(queryKey, request).filter(identity -> identity.role() == Role.SEND);
    }

    /**
     * Identifies a request that needs one of some roles.
     *
     * @param keyless the answer to a request without a key
     * @throws ProblemException if it is not permitted
     */
    public Identity require(HttpServletRequest request, Set<Role> roles, Problem keyless) throws ProblemException {
        return require(identify(request), roles, keyless);
    }

    /**
     * Identifies a request for a stream of events, as {@link #require}. A browser sends it without the header of the dashboard,
     * so its session counts if the browser states that the request is the dashboard's own.
     */
    public Identity requireForStream(HttpServletRequest request, Set<Role> roles, Problem keyless)
            throws ProblemException {
        return require(identify(request, true), roles, keyless);
    }

    private static Identity require(Optional<Identity> known, Set<Role> roles, Problem keyless)
            throws ProblemException {
        Identity identity = known.orElseThrow(() -> new ProblemException(keyless));
        Problem refusal = identity.refusal(roles);
        if (refusal != null) {
            throw new ProblemException(refusal);
        }
        return identity;
    }

    /** The role of a request's sender; empty without an accepted key. */
    public Optional<Role> roleOf(HttpServletRequest request) {
        try {
            return identify(request).map(Identity::role);
        } catch (ProblemException notAccepted) {
            return Optional.empty();
        }
    }

    /** Whether a request comes from an administrator. */
    public boolean isAdmin(HttpServletRequest request) {
        return roleOf(request).filter(Role.ADMIN::equals).isPresent();
    }

    /** Returns whether a request comes from this machine and passed no proxy ({@link LocalRequest}). */
    public static boolean isLocal(HttpServletRequest request) {
        // The peer alone: a client that a trusted proxy reports is not on this machine, whatever its address.
        return LocalRequest.isLocal(
                request.getRemoteAddr(), request.getServerName(), header -> request.getHeader(header) != null);
    }
}
