package telltale.settings;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** The certificate of a server and its key, in PEM or in PEM files that may be renewed. It never exposes its key. */
public final class ServerCertificate {
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", Pattern.DOTALL);

    private final String chain;
    private final Secret key;

    private ServerCertificate(String chain, Secret key) {
        this.chain = chain;
        this.key = key;
    }

    /**
     * Reads a certificate and its key once, to find mistakes early.
     *
     * @param chain PEM, or the path of a PEM file: the server's certificate first
     * @throws IllegalArgumentException with a message that states the error and contains nothing of the key
     */
    public static ServerCertificate parse(String chain, Secret key) {
        ServerCertificate certificate = new ServerCertificate(chain, key);
        certificate.load();
        return certificate;
    }

    /**
     * Reads both again.
     *
     * @throws IllegalArgumentException with a message that states the error and contains nothing of the key
     */
    public SSLContext load() {
        List<Certificate> certificates = certificates();
        PrivateKey privateKey = privateKey(certificates.get(0).getPublicKey().getAlgorithm());
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            char[] none = new char[0];
            store.setKeyEntry("server", privateKey, none, certificates.toArray(Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, none);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException failed) {
            throw new IllegalArgumentException("it cannot be used with its key: " + failed.getMessage(), failed);
        }
    }

    private List<Certificate> certificates() {
        // The file may have the key, too.
        String pem = CERTIFICATE
                .matcher(PemKey.text(chain))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.joining("\n"));
        try {
            List<Certificate> found = List.copyOf(CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
            if (found.isEmpty()) {
                throw new IllegalArgumentException("it has no certificate");
            }
            return found;
        } catch (CertificateException damaged) {
            throw new IllegalArgumentException("it is damaged, or no certificate in PEM", damaged);
        }
    }

    private PrivateKey privateKey(String algorithm) {
        try {
            return KeyFactory.getInstance(algorithm)
                    .generatePrivate(new PKCS8EncodedKeySpec(PemKey.read(key.reveal())));
        } catch (InvalidKeySpecException other) {
            throw new IllegalArgumentException("TELLTALE_SMTP_KEY is not its key", other);
        } catch (GeneralSecurityException unsupported) {
            throw new IllegalArgumentException("its type of key (" + algorithm + ") is not supported", unsupported);
        }
    }

    @Override
    public String toString() {
        return "certificate";
    }
}
