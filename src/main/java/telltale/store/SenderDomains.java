package telltale.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.model.DkimAlgorithm;
import telltale.model.DkimKeyState;

/**
 * The domains of senders that have settings of their own, with their DKIM keys. Private keys are encrypted by the caller. Writes
 * are durable and throw as in {@link Store}.
 */
public interface SenderDomains {
    /**
     * A domain of From fields.
     *
     * @param domain in ASCII and lower case
     * @param trackingUrl what precedes {@code /pixel} in tracking URLs; null for that of the settings
     * @param returnPath as in {@code EMAIL_BOUNCES}; null for that of the settings
     * @param version counts the changes of the domain and its keys, from 1
     * @param keys in the order of their creation
     */
    record StoredDomain(
            String domain,
            @Nullable String trackingUrl,
            @Nullable String returnPath,
            int version,
            Instant changedAt,
            List<StoredKey> keys) {
        public StoredDomain {
            keys = List.copyOf(keys);
        }

        /** The key with a selector. */
        public Optional<StoredKey> key(String selector) {
            return keys.stream().filter(key -> key.selector().equals(selector)).findFirst();
        }
    }

    /**
     * A DKIM key.
     *
     * @param publicKey as in {@code p=} of its DNS record
     * @param privateKey encrypted
     * @param changedAt when it got its state
     */
    record StoredKey(
            String selector,
            DkimAlgorithm algorithm,
            DkimKeyState state,
            String publicKey,
            String privateKey,
            Instant createdAt,
            Instant changedAt) {
        /** Shows nothing of the private key. */
        @Override
        public String toString() {
            return algorithm.wireName() + " " + selector + " (" + state.wireName() + ")";
        }
    }

    /** All domains, in alphabetical order. */
    List<StoredDomain> all();

    /** A domain with its keys. */
    Optional<StoredDomain> find(String domain);

    /**
     * Stores a domain, or changes it.
     *
     * @param expected the version that is changed: 0 for none, null for any
     * @return false if there is another version
     */
    boolean put(
            String domain,
            @Nullable String trackingUrl,
            @Nullable String returnPath,
            @Nullable Integer expected,
            Instant now);

    /**
     * Deletes a domain with its keys.
     *
     * @param expected the version that is deleted, null for any
     * @return false if there is no such version
     */
    boolean delete(String domain, @Nullable Integer expected);

    /** Adds a key; returns false if there is no such domain, or a key with this selector. */
    boolean addKey(String domain, StoredKey key);

    /**
     * Lets a key sign that does not; the one of its algorithm that did so far is retired.
     *
     * @return false if there is no such key
     */
    boolean sign(String domain, String selector, Instant now);

    /** Retires a key that signs; returns false if there is no such key. */
    boolean retire(String domain, String selector, Instant now);

    /** Deletes a key that does not sign; returns false if there is no such key. */
    boolean deleteKey(String domain, String selector, Instant now);
}
