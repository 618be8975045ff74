package telltale.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The OAuth tokens of accounts at mail servers, encrypted by the caller, and for each account the claim by which one node at a
 * time renews them. Writes are durable and throw as in {@link Store}.
 */
public interface OAuthTokenTable {
    /** How long the tokens of an account are kept that no node renews: its settings were changed. */
    Duration RETENTION = Duration.ofDays(90);

    /** The encrypted tokens of an account; empty before the first are stored. */
    Optional<String> find(String account);

    /**
     * Claims the renewal of an account's tokens, until they are stored, the claim is released, or its time has passed.
     *
     * @return false while another claim is in force
     */
    boolean claim(String account, Duration limit, Instant now);

    /** Stores the encrypted tokens of an account, and releases the claim. */
    void store(String account, String tokens, Instant now);

    /** Releases the claim without a change. */
    void release(String account);
}
