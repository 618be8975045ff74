package telltale.oauth;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.Sha256;
import telltale.settings.OAuthSettings;
import telltale.settings.Secret;
import telltale.store.OAuthTokenTable;
import telltale.store.StoreUnavailableException;
import telltale.token.SecretBox;

/**
 * The tokens of an account that all nodes share, encrypted in the database. A refresh token may be valid once, so one node at a
 * time uses it.
 */
final class SharedTokens {
    private static final Logger log = LoggerFactory.getLogger(SharedTokens.class);
    /** Longer than a request takes. */
    private static final Duration CLAIM_LIMIT = Duration.ofSeconds(30);

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int POLL_MILLIS = 100;

    private final OAuthTokenTable table;
    private final SecretBox box;
    private final String account;
    private final Clock clock;

    SharedTokens(OAuthSettings settings, String user, OAuthTokenTable table, SecretBox box, Clock clock) {
        this.table = table;
        this.box = box;
        this.account = account(settings, user);
        this.clock = clock;
    }

    /**
     * Identifies the tokens by all that determines them, so that a refresh token that is set anew is used instead of those that
     * the former one led to. The client's secret is left out: it may be replaced while the grant stays.
     */
    private static String account(OAuthSettings settings, String user) {
        Secret refresh = settings.refreshToken();
        String all = String.join(
                "\n",
                settings.tokenUrl().toString(),
                settings.clientId(),
                user,
                settings.scope() == null ? "" : settings.scope(),
                refresh == null ? "" : refresh.reveal());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.of(all));
    }

    /** Waits until this node alone may renew the tokens, and returns those that are stored, or null. */
    @Nullable
    Tokens claim() throws TokenUnavailableException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!table.claim(account, CLAIM_LIMIT, clock.instant())) {
                if (System.nanoTime() > end) {
                    throw TokenUnavailableException.unreachable(
                            "there is no access token, because another node has not finished requesting it");
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
            return find().orElse(null);
        } catch (StoreUnavailableException unavailable) {
            throw TokenUnavailableException.unreachable(
                    "there is no access token, because the database is unavailable");
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw TokenUnavailableException.unreachable("there is no access token, because this node stops");
        }
    }

    private Optional<Tokens> find() {
        return table.find(account)
                .flatMap(box::open)
                .map(octets -> new String(octets, StandardCharsets.UTF_8))
                .flatMap(Tokens::parse);
    }

    /** Stores tokens, releases the claim, and returns whether that succeeded. */
    boolean store(Tokens tokens) {
        try {
            table.store(account, box.seal(tokens.toText().getBytes(StandardCharsets.UTF_8)), clock.instant());
            return true;
        } catch (StoreUnavailableException unavailable) {
            log.warn("New OAuth tokens cannot be stored, and are kept in memory until the database is available.");
            return false;
        }
    }

    /** Releases the claim without a change. */
    void release() {
        try {
            table.release(account);
        } catch (StoreUnavailableException unavailable) {
            log.debug("The claim ends by its time.");
        }
    }
}
