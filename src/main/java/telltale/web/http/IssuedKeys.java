package telltale.web.http;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.keys.KeyDirectory;
import telltale.keys.KeyDirectory.Freshness;
import telltale.keys.KeyText;
import telltale.keys.KeyUses;
import telltale.store.ApiKeys.ApiKey;

/** The API keys, and what is needed to accept one. */
record IssuedKeys(KeyDirectory directory, KeyUses uses, ClientAddress clients) {
    private static final Problem UNAVAILABLE = new Problem(
            Problem.Type.DATABASE_UNAVAILABLE,
            "The database is not responding, so the key cannot be checked; try again later.");

    /**
     * A key that a request may use.
     *
     * @param isCurrent false if it was last checked too long ago to change anything
     */
    record AcceptedKey(ApiKey key, boolean isCurrent) {
        Identity identity() {
            return new Identity(Identity.Kind.API_KEY, key.name(), key.role(), key.limits(), isCurrent);
        }

        /** The identity of a session that was opened with the key. */
        Identity identity(boolean isSessionCurrent) {
            return new Identity(
                    Identity.Kind.SESSION, key.name(), key.role(), key.limits(), isCurrent && isSessionCurrent);
        }
    }

    /** Accepts a key by its text; throws 401 with the reason, 403 for the client's address, 503 while keys cannot be checked. */
    AcceptedKey accept(String text, HttpServletRequest request) throws ProblemException {
        return accept(text, clients.resolve(request));
    }

    /** Accepts a key by its text from a client at an address, null if it is unknown; throws as the other method. */
    AcceptedKey accept(String text, @Nullable InetAddress client) throws ProblemException {
        if (!KeyText.isIntact(text)) {
            throw notAccepted("The API key is mistyped or incomplete: its checksum is wrong.");
        }
        return accept(
                directory.find(text),
                "There is no such API key. A new one is accepted by every node within "
                        + KeyDirectory.VALIDITY.toSeconds() + " seconds.",
                client);
    }

    /** Accepts the key that a session was opened with; throws as the other method. */
    AcceptedKey accept(UUID id, HttpServletRequest request) throws ProblemException {
        return accept(
                directory.find(id),
                "The API key that this session was opened with does not exist.",
                clients.resolve(request));
    }

    private AcceptedKey accept(Optional<ApiKey> known, String unknown, @Nullable InetAddress client)
            throws ProblemException {
        Freshness freshness = directory.freshness();
        Optional<ApiKey> found = freshness == Freshness.UNUSABLE ? Optional.empty() : known;
        if (found.isEmpty() && freshness != Freshness.CURRENT) {
            throw new ProblemException(UNAVAILABLE);
        }
        ApiKey key = found.orElseThrow(() -> notAccepted(unknown));
        requireValid(key);
        requireRange(key, client);
        return new AcceptedKey(key, freshness == Freshness.CURRENT);
    }

    private void requireValid(ApiKey key) throws ProblemException {
        if (key.isRevoked()) {
            throw notAccepted("The API key \"" + key.name() + "\" was revoked.");
        }
        if (key.isExpired(directory.now())) {
            throw notAccepted("The API key \"" + key.name() + "\" expired at "
                    + key.lifetime().expiresAt() + ".");
        }
    }

    private void requireRange(ApiKey key, @Nullable InetAddress client) throws ProblemException {
        if (!key.limits().allowsClient(client)) {
            throw new ProblemException(new Problem(
                            Problem.Type.PERMISSION_DENIED,
                            "The key \"" + key.name() + "\" is not accepted from this address.")
                    .with("rule", "ranges"));
        }
        uses.note(key.id(), client);
    }

    static ProblemException notAccepted(String detail) {
        return new ProblemException(new Problem(Problem.Type.AUTHENTICATION_REQUIRED, detail));
    }
}
