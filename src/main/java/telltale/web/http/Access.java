package telltale.web.http;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import telltale.access.LocalRequest;
import telltale.keys.KeyDirectory;
import telltale.keys.KeyDirectory.Freshness;
import telltale.keys.KeyText;
import telltale.keys.KeyUses;
import telltale.model.Role;
import telltale.model.Sha256;
import telltale.store.ApiKeys.ApiKey;

/**
 * Identifies the sender of a request: by an API key, one of the two keys of the home folder, which need no database, or the
 * page's session.
 */
public final class Access {
    private static final String SCHEME = "Bearer ";
    private static final Problem UNAVAILABLE = new Problem(
            Problem.Type.DATABASE_UNAVAILABLE,
            "The database is not responding, so the key cannot be checked; try again later.");

    private volatile byte @Nullable [] admin;
    private volatile byte @Nullable [] track;
    private volatile @Nullable PageSessions sessions;
    private volatile @Nullable IssuedKeys issued;

    /** The API keys, and what is needed to accept one. */
    private record IssuedKeys(KeyDirectory directory, KeyUses uses, ClientAddress clients) {}

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
        admin = Sha256.of(adminKey);
        track = trackKey == null ? null : Sha256.of(trackKey);
    }

    /** Lets the page's session act as an administrator. */
    public void accept(PageSessions pageSessions) {
        sessions = pageSessions;
    }

    /** Accepts API keys. */
    public void accept(KeyDirectory directory, KeyUses uses, ClientAddress clients) {
        issued = new IssuedKeys(directory, uses, clients);
    }

    /**
     * Identifies a request by the key in its {@code Authorization} header (RFC 6750 section 2.1), or without such a header by
     * the page's session.
     *
     * @return empty if it has no key that Telltale could have created
     * @throws ProblemException if its API key is not accepted: 401 with the reason, 403 for the client's address, 503 while keys
     *     cannot be checked
     */
    public Optional<Identity> identify(HttpServletRequest request) throws ProblemException {
        String header = request.getHeader("Authorization");
        if (header == null) {
            PageSessions accepted = sessions;
            return accepted != null && accepted.isSignedIn(request) ? Optional.of(Identity.ADMIN) : Optional.empty();
        }
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        return identify(header.substring(SCHEME.length()).strip(), request);
    }

    /** Identifies a request by a key; returns and throws as {@link #identify(HttpServletRequest)}. */
    private Optional<Identity> identify(String key, HttpServletRequest request) throws ProblemException {
        if (isKey(admin, key)) {
            return Optional.of(Identity.ADMIN);
        }
        if (isKey(track, key)) {
            return Optional.of(Identity.TRACK);
        }
        IssuedKeys known = issued;
        return known != null && KeyText.isMeant(key) ? Optional.of(issued(known, key, request)) : Optional.empty();
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
        Identity identity = identify(request).orElseThrow(() -> new ProblemException(keyless));
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

    private static Identity issued(IssuedKeys known, String text, HttpServletRequest request) throws ProblemException {
        if (!KeyText.isIntact(text)) {
            throw notAccepted("The API key is mistyped or incomplete: its checksum is wrong.");
        }
        Freshness freshness = known.directory.freshness();
        Optional<ApiKey> found = freshness == Freshness.UNUSABLE ? Optional.empty() : known.directory.find(text);
        if (found.isEmpty() && freshness != Freshness.CURRENT) {
            throw new ProblemException(UNAVAILABLE);
        }
        ApiKey key = found.orElseThrow(
                () -> notAccepted("There is no such API key. A new one is accepted by every node within "
                        + KeyDirectory.VALIDITY.toSeconds() + " seconds."));
        requireValid(key, known.directory);
        InetAddress client = known.clients.resolve(request);
        if (!key.limits().allowsClient(client)) {
            throw new ProblemException(new Problem(
                            Problem.Type.PERMISSION_DENIED,
                            "The key \"" + key.name() + "\" is not accepted from this address.")
                    .with("rule", "ranges"));
        }
        known.uses.note(key.id(), client);
        return new Identity(
                Identity.Kind.API_KEY, key.name(), key.role(), key.limits(), freshness == Freshness.CURRENT);
    }

    private static void requireValid(ApiKey key, KeyDirectory directory) throws ProblemException {
        if (key.isRevoked()) {
            throw notAccepted("The API key \"" + key.name() + "\" was revoked.");
        }
        if (key.isExpired(directory.now())) {
            throw notAccepted("The API key \"" + key.name() + "\" expired at "
                    + key.lifetime().expiresAt() + ".");
        }
    }

    private static ProblemException notAccepted(String detail) {
        return new ProblemException(new Problem(Problem.Type.AUTHENTICATION_REQUIRED, detail));
    }

    /** Returns whether a request comes from this machine and passed no proxy ({@link LocalRequest}). */
    public static boolean isLocal(HttpServletRequest request) {
        // The peer alone: a client that a trusted proxy reports is not on this machine, whatever its address.
        return LocalRequest.isLocal(
                request.getRemoteAddr(), request.getServerName(), header -> request.getHeader(header) != null);
    }

    /** Compares digests, because their equal length does not leak the key's length. */
    private static boolean isKey(byte @Nullable [] expected, String key) {
        return expected != null && MessageDigest.isEqual(expected, Sha256.of(key));
    }
}
