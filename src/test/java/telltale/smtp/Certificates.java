package telltale.smtp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A server's key and certificate, made by the JDK's keytool for one test run. */
public record Certificates(Path store, SSLContext context) {
    /** The password of the key store. */
    public static final String PASSWORD = "changeit";

    /**
     * Creates a self-signed certificate, or reuses an existing one; the context trusts and presents it. The file also works
     * as the trust store of another JVM.
     *
     * @param name such as {@code dns:localhost,ip:127.0.0.1}
     */
    public static Certificates madeFor(String name, Path folder) throws Exception {
        Path store = folder.resolve("server.p12");
        if (!Files.exists(store)) {
            make(name, store, "EC", "-0d", 90);
        }
        return new Certificates(store, context(store));
    }

    /**
     * Creates a self-signed certificate of another time; the context trusts and presents it.
     *
     * @param start when it becomes valid, such as {@code -10d}
     */
    public static Certificates validFor(String name, Path folder, String start, int days) throws Exception {
        Path store = folder.resolve("server" + start + days + ".p12");
        make(name, store, "EC", start, days);
        return new Certificates(store, context(store));
    }

    /** Creates a self-signed certificate with an RSA key, or reuses an existing one. */
    public static Certificates ofRsa(String name, Path folder, String start, int days) throws Exception {
        Path store = folder.resolve("rsa" + start + days + name.replace(':', '-') + ".p12");
        if (!Files.exists(store)) {
            make(name, store, "RSA", start, days);
        }
        return new Certificates(store, context(store));
    }

    /** The private key. */
    public PrivateKey key() throws IOException, GeneralSecurityException {
        return (PrivateKey) keys(store).getKey("server", PASSWORD.toCharArray());
    }

    /** The certificate as PEM. */
    public String certificate() throws IOException, GeneralSecurityException {
        return pem("CERTIFICATE", keys(store).getCertificate("server").getEncoded());
    }

    private static void make(String name, Path store, String algorithm, String start, int days)
            throws IOException, InterruptedException {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=scripted.test",
                        "-ext",
                        "SAN=" + name,
                        "-startdate",
                        start,
                        "-validity",
                        String.valueOf(days),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IllegalStateException("keytool failed: " + output);
        }
    }

    /** Writes key and certificate as PEM. */
    public void writePem(Path file) throws IOException, GeneralSecurityException {
        KeyStore keys = keys(store);
        byte[] key = keys.getKey("server", PASSWORD.toCharArray()).getEncoded();
        Files.writeString(
                file,
                pem("PRIVATE KEY", key)
                        + pem("CERTIFICATE", keys.getCertificate("server").getEncoded()));
    }

    private static String pem(String what, byte[] content) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END " + what
                + "-----\n";
    }

    private static KeyStore keys(Path store) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }

    private static SSLContext context(Path store) throws IOException, GeneralSecurityException {
        KeyStore keys = keys(store);
        KeyManagerFactory present = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        present.init(keys, PASSWORD.toCharArray());
        KeyStore certificates = KeyStore.getInstance("PKCS12");
        certificates.load(null, null);
        certificates.setCertificateEntry("server", keys.getCertificate("server"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(certificates);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(present.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
