package telltale.token;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import javax.crypto.Mac;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;

/**
 * Derives a person's key by HMAC-SHA256 of the address, with a secret (the pepper) that must never change: with another
 * one, all preferences of recipients would be lost.
 *
 * <p>Spellings that every server treats as one mailbox have one key: the domain is normalized to A-labels in lower case,
 * and the local part to lower case and composed Unicode. Dots and plus suffixes are preserved, because some providers
 * ignore them and others do not.
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
        Mac mac = Objects.requireNonNull(pepper.mac(0));
        return PersonKey.ofBytes(mac.doFinal(normalize(address).getBytes(StandardCharsets.UTF_8)));
    }

    /** The text to hash. It is composed before and after lower-casing, which can decompose a letter. */
    static String normalize(EmailAddress address) {
        String composed = Normalizer.normalize(address.local(), Normalizer.Form.NFC);
        String lower = composed.toLowerCase(Locale.ROOT);
        return Normalizer.normalize(lower, Normalizer.Form.NFC) + "@" + address.asciiDomain();
    }
}
