package telltale.dkim;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import org.apache.james.jdkim.DKIMVerifier;
import org.apache.james.jdkim.api.SignatureRecord;
import org.apache.james.jdkim.exceptions.FailException;
import telltale.settings.DkimKey;

/** The domain example.org with a key pair, and Apache jDKIM as an independent receiver that resolves its key. */
public final class SigningDomain {
    public static final String NAME = "example.org";
    public static final String SELECTOR = "mail2026";

    private final KeyPair keys;

    public SigningDomain() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            keys = generator.generateKeyPair();
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** The private key as PEM, as written by {@code openssl genrsa}. */
    public String pem() {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    DkimSigner signer(Clock clock) {
        return new DkimSigner(DkimKey.parse(pem()), SELECTOR, NAME, clock);
    }

    /** The names in {@code h=} of the only signature, which must be valid. */
    public List<String> signedNames(byte[] mail) {
        try {
            List<SignatureRecord> signatures = verify(mail);
            if (signatures.size() != 1) {
                throw new AssertionError(signatures.size() + " valid signatures instead of one");
            }
            return signatures.get(0).getHeaders().stream()
                    .map(CharSequence::toString)
                    .toList();
        } catch (FailException invalid) {
            throw new AssertionError("the signature is invalid", invalid);
        }
    }

    boolean isValid(byte[] mail) {
        try {
            return !verify(mail).isEmpty();
        } catch (FailException invalid) {
            return false;
        }
    }

    private List<SignatureRecord> verify(byte[] mail) throws FailException {
        String key = Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
        DKIMVerifier receiver = new DKIMVerifier((method, selector, domain) -> {
            boolean isOurKey =
                    selector.toString().equals(SELECTOR) && domain.toString().equals(NAME);
            return isOurKey ? List.of("v=DKIM1; k=rsa; p=" + key) : List.of();
        });
        try {
            List<SignatureRecord> signatures = receiver.verify(new ByteArrayInputStream(mail));
            return signatures == null ? List.of() : signatures;
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
