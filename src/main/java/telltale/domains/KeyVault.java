package telltale.domains;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import telltale.model.DkimAlgorithm;
import telltale.model.DkimKeyState;
import telltale.settings.DkimKey;
import telltale.store.SenderDomains.StoredKey;
import telltale.token.KeyRing;
import telltale.token.SecretBox;

/** Generates DKIM keys. A private key leaves it encrypted, for the database, or as a key that signs. */
public final class KeyVault {
    private static final String PURPOSE = "DKIM keys";
    /** RFC 8301 section 3.2. Longer keys do not fit the DNS forms of some providers. */
    private static final int RSA_BITS = 2048;

    private static final int ED25519_BYTES = 32;

    private final SecretBox box;
    private final SecureRandom random = new SecureRandom();

    /** @param keys encrypt the private keys */
    public KeyVault(KeyRing keys) {
        this.box = new SecretBox(keys, PURPOSE, random);
    }

    /** Generates a key that does not sign yet. */
    StoredKey generate(String selector, DkimAlgorithm algorithm, Instant now) {
        KeyPair pair = generate(algorithm);
        return new StoredKey(
                selector,
                algorithm,
                DkimKeyState.WAITING,
                Base64.getEncoder()
                        .encodeToString(publicKey(algorithm, pair.getPublic().getEncoded())),
                box.seal(pair.getPrivate().getEncoded()),
                now,
                now);
    }

    private KeyPair generate(DkimAlgorithm algorithm) {
        try {
            KeyPairGenerator generator =
                    KeyPairGenerator.getInstance(algorithm == DkimAlgorithm.RSA ? "RSA" : "Ed25519");
            if (algorithm == DkimAlgorithm.RSA) {
                generator.initialize(RSA_BITS, random);
            }
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has RSA and Ed25519", impossible);
        }
    }

    /** The octets of {@code p=}: of Ed25519, the key alone, which is at the end of its X.509 form (RFC 8463 section 4.2). */
    private static byte[] publicKey(DkimAlgorithm algorithm, byte[] encoded) {
        return algorithm == DkimAlgorithm.RSA
                ? encoded
                : Arrays.copyOfRange(encoded, encoded.length - ED25519_BYTES, encoded.length);
    }

    /** The private key; empty if it was encrypted with a key of the nodes that is no longer there. */
    Optional<DkimKey> open(StoredKey key) {
        return box.open(key.privateKey()).map(DkimKey::ofPkcs8);
    }
}
