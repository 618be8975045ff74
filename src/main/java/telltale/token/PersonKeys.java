package telltale.token;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.crypto.Mac;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;

/**
 * Derives a person's key by HMAC-SHA256 of the address, with a secret (the pepper) that must never change: with another
 * one, all preferences of recipients would be lost.
 *
 * <p>Spellings that every server treats as one mailbox have one key ({@link EmailAddress#canonical}).
 */
public final class PersonKeys {
    private final KeyRing pepper;

    /**
     * @param pepper a key ring that contains key number 0 before the first use
     */
    public PersonKeys(KeyRing pepper) {
        this.pepper = pepper;
    }

    /**
     * @param pepper at least 32 bytes
     */
    public PersonKeys(byte[] pepper) {
        this(new KeyRing(Map.of(0, pepper)));
    }

    public PersonKey keyOf(EmailAddress address) {
        return keyOf(address, Objects.requireNonNull(pepper.mac(0)));
    }

    /** The key of the person with an address; empty as long as the key ring is. */
    public Optional<PersonKey> find(EmailAddress address) {
        return Optional.ofNullable(pepper.mac(0)).map(mac -> keyOf(address, mac));
    }

    private static PersonKey keyOf(EmailAddress address, Mac mac) {
        return PersonKey.ofBytes(mac.doFinal(address.canonical().getBytes(StandardCharsets.UTF_8)));
    }
}
