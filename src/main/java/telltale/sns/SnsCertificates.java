package telltale.sns;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import telltale.model.LruCache;

/**
 * The certificates that Amazon SNS signs messages with. The connection proves that one is from the host of Amazon SNS. As in the AWS
 * SDK for Java, its name and its time are checked, and not its issuer, whose certificate is not sent.
 */
final class SnsCertificates {
    private static final int MAX_CACHED = 20;
    private static final int MIN_BITS = 2_048;
    private static final int DNS_NAME = 2;

    private final SnsHttp http;
    private final LruCache<URI, X509Certificate> cache = new LruCache<>(MAX_CACHED);

    SnsCertificates(SnsHttp http) {
        this.http = http;
    }

    /**
     * The key of a certificate.
     *
     * @throws SnsRefusedException if its URL or itself is not one of the region of the topic, or it is not valid now
     * @throws IOException if it cannot be fetched at present
     */
    PublicKey key(String text, SnsTopic topic, Instant now) throws SnsRefusedException, IOException {
        URI url = url(text, topic);
        X509Certificate certificate = cached(url);
        if (certificate == null) {
            certificate = parse(http.get(url));
            check(certificate, topic);
            put(url, certificate);
        }
        try {
            certificate.checkValidity(Date.from(now));
        } catch (CertificateException notNow) {
            throw new SnsRefusedException("The certificate that signed it is not valid now.");
        }
        return certificate.getPublicKey();
    }

    private static URI url(String text, SnsTopic topic) throws SnsRefusedException {
        try {
            URI url = URI.create(text);
            if (topic.isCertificate(url)) {
                return url;
            }
        } catch (IllegalArgumentException noUrl) {
            // Refused below.
        }
        throw new SnsRefusedException("SigningCertURL is not a certificate at https://" + topic.host() + "/.");
    }

    private synchronized @Nullable X509Certificate cached(URI url) {
        return cache.get(url);
    }

    private synchronized void put(URI url, X509Certificate certificate) {
        cache.put(url, certificate);
    }

    private static X509Certificate parse(String pem) throws SnsRefusedException {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (CertificateException noCertificate) {
            throw new SnsRefusedException("SigningCertURL is not a certificate.");
        }
    }

    private static void check(X509Certificate certificate, SnsTopic topic) throws SnsRefusedException {
        if (!isFor(certificate, topic.signers())) {
            throw new SnsRefusedException("The certificate that signed it is not one of Amazon SNS.");
        }
        if (!(certificate.getPublicKey() instanceof RSAPublicKey key)
                || key.getModulus().bitLength() < MIN_BITS) {
            throw new SnsRefusedException("The certificate that signed it has no RSA key of " + MIN_BITS + " bits.");
        }
    }

    private static boolean isFor(X509Certificate certificate, Set<String> names) throws SnsRefusedException {
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                return alternatives.stream()
                        .anyMatch(name -> name.get(0).equals(DNS_NAME) && names.contains(String.valueOf(name.get(1))));
            }
        } catch (CertificateException damaged) {
            throw new SnsRefusedException("SigningCertURL is not a certificate.");
        }
        String subject = certificate.getSubjectX500Principal().getName();
        return names.stream()
                .anyMatch(name -> Pattern.compile("(?:^|,)CN=" + Pattern.quote(name) + "(?:,|$)")
                        .matcher(subject)
                        .find());
    }
}
