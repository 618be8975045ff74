package telltale.oauth;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.oauth.TokenUnavailableException.Kind;
import telltale.settings.OAuthSettings;
import telltale.settings.Secret;
import telltale.store.OAuthTokenTable;
import telltale.supervision.Deadlines;
import telltale.token.KeyRing;
import telltale.token.SecretBox;

/**
 * The access tokens of one account at its mail servers. Each is renewed ahead of its expiry, by one thread of one node, while the
 * others use the one that is still valid. Thread-safe.
 */
public final class AccessTokens {
    private static final Logger log = LoggerFactory.getLogger(AccessTokens.class);
    private static final String PURPOSE = "OAuth tokens";
    private static final Duration MIN_PAUSE = Duration.ofSeconds(2);
    private static final Duration MAX_PAUSE = Duration.ofMinutes(5);
    /** How often a token that a server refuses is replaced at most, in case the server refuses every token. */
    private static final Duration REPLACEMENT_INTERVAL = Duration.ofMinutes(1);

    private final TokenEndpoint endpoint;
    private final SharedTokens shared;
    private final @Nullable Secret configured;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();

    private volatile @Nullable Tokens current;
    /** Whether the current tokens are not stored yet. */
    private volatile boolean isUnsaved;
    /** The last access token that a server refused. */
    private volatile @Nullable Secret refused;

    private volatile @Nullable TokenUnavailableException failure;
    private Instant nextRequest = Instant.MIN;
    private Instant nextReplacement = Instant.MIN;
    private Duration pause = MIN_PAUSE;

    /**
     * @param user the account, which is shown to no one
     * @param table stores the tokens of all nodes
     * @param keys encrypt them
     * @param deadlines ends requests that take too long
     */
    public AccessTokens(
            OAuthSettings settings,
            String user,
            OAuthTokenTable table,
            KeyRing keys,
            Deadlines deadlines,
            Clock clock) {
        this.endpoint = new TokenEndpoint(settings, TokenClient.MAIL, new OAuthHttp(deadlines), clock);
        this.shared = new SharedTokens(settings, user, table, new SecretBox(keys, PURPOSE, new SecureRandom()), clock);
        this.configured = settings.refreshToken();
        this.clock = clock;
    }

    /** An access token that is valid as far as is known. */
    public Secret get() throws TokenUnavailableException {
        Tokens known = current;
        if (known != null && isFresh(known) && !isUnsaved) {
            return known.access();
        }
        if (known == null || !isUsable(known)) {
            lock.lock();
        } else if (!lock.tryLock()) {
            return known.access();
        }
        try {
            return renewed();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Notes that a server refused an access token.
     *
     * @return whether {@link #get} returns another one
     */
    public boolean replace(Secret token) {
        lock.lock();
        try {
            Tokens known = current;
            boolean isReplaced = known != null && !known.access().equals(token);
            if (isReplaced || token.equals(refused)) {
                return true;
            }
            Instant now = clock.instant();
            if (now.isBefore(nextReplacement)) {
                return false;
            }
            nextReplacement = now.plus(REPLACEMENT_INTERVAL);
            refused = token;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Why no access token is issued at present, as a sentence without a full stop; empty while there is no such fault. */
    public Optional<String> problem() {
        return Optional.ofNullable(failure).map(Throwable::getMessage);
    }

    private Secret renewed() throws TokenUnavailableException {
        Tokens known = current;
        if (known != null && isUnsaved) {
            isUnsaved = !shared.store(known);
        }
        if (known != null && isFresh(known)) {
            return known.access();
        }
        try {
            Tokens renewed = request();
            current = renewed;
            noteSuccess();
            return renewed.access();
        } catch (TokenUnavailableException unavailable) {
            if (known != null && isUsable(known)) {
                return known.access();
            }
            throw unavailable;
        }
    }

    private Tokens request() throws TokenUnavailableException {
        TokenUnavailableException last = failure;
        if (last != null && clock.instant().isBefore(nextRequest)) {
            throw new TokenUnavailableException(last.kind(), String.valueOf(last.getMessage()));
        }
        Tokens stored = shared.claim();
        boolean isStored = false;
        try {
            // Another node may have renewed them.
            if (stored != null && isFresh(stored)) {
                return stored;
            }
            Tokens issued = endpoint.request(refreshToken(stored));
            isStored = shared.store(issued);
            isUnsaved = !isStored;
            return issued;
        } catch (TokenUnavailableException failed) {
            noteFailure(failed);
            throw failed;
        } finally {
            if (!isStored) {
                shared.release();
            }
        }
    }

    /** The newest refresh token that is known; the stored one is that of the last node that renewed. */
    private @Nullable Secret refreshToken(@Nullable Tokens stored) {
        Tokens known = isUnsaved ? current : stored;
        return known == null || known.refresh() == null ? configured : known.refresh();
    }

    private boolean isFresh(Tokens tokens) {
        return tokens.isFresh(clock.instant()) && !tokens.access().equals(refused);
    }

    private boolean isUsable(Tokens tokens) {
        return tokens.isValid(clock.instant()) && !tokens.access().equals(refused);
    }

    private void noteSuccess() {
        if (failure != null) {
            log.info("Access tokens for EMAIL_USER are issued again.");
        }
        failure = null;
        pause = MIN_PAUSE;
    }

    private void noteFailure(TokenUnavailableException failed) {
        TokenUnavailableException last = failure;
        if (last == null || !String.valueOf(failed.getMessage()).equals(last.getMessage())) {
            log.warn("Mail servers cannot be logged in to: {}.", failed.getMessage());
        }
        failure = failed;
        nextRequest =
                failed.kind() == Kind.REVOKED ? Instant.MAX : clock.instant().plus(pause);
        pause = pause.multipliedBy(2).compareTo(MAX_PAUSE) < 0 ? pause.multipliedBy(2) : MAX_PAUSE;
    }
}
