package telltale.doctor;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import telltale.settings.DkimKey;

/** DKIM signatures by new keys. */
public final class Signings {
    private Signings() {}

    /** An Ed25519 key of a domain with the selector s1. */
    public static SenderSetup.Signing of(String domain) {
        try {
            return of(domain, KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** A key of a domain with the selector s1. */
    public static SenderSetup.Signing of(String domain, KeyPair pair) {
        return new SenderSetup.Signing(domain, "s1", DkimKey.parse(pem(pair)));
    }

    /** A private key as a setting has it. */
    public static String pem(KeyPair pair) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }
}
