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
 * Knows a person by HMAC-SHA256 of the address, under a key (the pepper) that never changes: another one would forget
 * every choice that recipients have made.
 *
 * <p>Spellings that every server takes for one mailbox are one person: the domain counts as an A-label in lower case, of
 * the local part neither case nor Unicode composition. Dots and what follows a plus stay: they mean nothing to some
 * providers and a person of their own to others.
 */
public final class PersonKeys {
    private final KeyRing pepper;

    /**
     * @param pepper has one key, of number 0, before anybody is asked for
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

    public PersonKey of(EmailAddress address) {
        Mac mac = Objects.requireNonNull(pepper.mac(0));
        return PersonKey.ofBytes(mac.doFinal(normalised(address).getBytes(StandardCharsets.UTF_8)));
    }

    /** What is hashed. Lower-casing can take a composed letter apart, so composing comes before and after it. */
    static String normalised(EmailAddress address) {
        String composed = Normalizer.normalize(address.local(), Normalizer.Form.NFC);
        String lower = composed.toLowerCase(Locale.ROOT);
        return Normalizer.normalize(lower, Normalizer.Form.NFC) + "@" + address.asciiDomain();
    }
}
