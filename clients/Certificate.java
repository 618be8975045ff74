import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A throw-away certificate for localhost and 127.0.0.1, and how each browser is made to trust it. */
final class Certificate {
    private static final String PASSWORD = "measure";
    private static final String ALIAS = "recorder";

    private final KeyStore store;

    private Certificate(KeyStore store) {
        this.store = store;
    }

    /** Creates one with {@code keytool}, because the JDK has no public API for it. */
    static Certificate create(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        Path file = folder.resolve("certificate.p12");
        Process keytool = new ProcessBuilder(
                        "keytool", "-genkeypair", "-alias", ALIAS, "-keyalg", "EC", "-groupname", "secp256r1", "-validity", "30",
                        "-dname", "CN=localhost", "-ext", "san=dns:localhost,ip:127.0.0.1", "-ext", "eku=serverAuth", "-ext",
                        "bc:critical=ca:true", "-storetype", "PKCS12", "-keystore", file.toString(), "-storepass", PASSWORD)
                .inheritIO()
                .start();
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool failed");
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return new Certificate(store);
    }

    SSLContext context() throws GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    String pem() throws GeneralSecurityException {
        return "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded())
                + "\n-----END CERTIFICATE-----\n";
    }

    /** The file {@code cert_override.txt} of a Firefox profile, for one port; the number is the OID of SHA-256. */
    String firefoxOverrides(int port) throws GeneralSecurityException {
        String fingerprint = HexFormat.ofDelimiter(":")
                .withUpperCase()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(encoded()));
        String entry = ":" + port + ":\tOID.2.16.840.1.101.3.4.2.1\t" + fingerprint + "\t\n";
        return "localhost" + entry + "127.0.0.1" + entry;
    }

    private byte[] encoded() throws GeneralSecurityException {
        return store.getCertificate(ALIAS).getEncoded();
    }
}
