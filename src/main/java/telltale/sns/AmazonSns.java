package telltale.sns;

import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Verifies messages of configured topics. Amazon SNS signs the messages of every customer in the same way, so that a signature
 * without a known topic proves nothing.
 */
public final class AmazonSns {
    private static final Map<String, String> ALGORITHMS = Map.of("1", "SHA1withRSA", "2", "SHA256withRSA");

    private final Map<String, SnsTopic> topics;
    private final SnsHttp http;
    private final SnsCertificates certificates;
    private final Clock clock;

    /** @param topics the ARNs of the topics */
    public AmazonSns(List<String> topics, SnsHttp http, Clock clock) {
        this.topics = topics.stream()
                .map(SnsTopic::new)
                .distinct()
                .collect(Collectors.toMap(SnsTopic::arn, Function.identity()));
        this.http = http;
        this.certificates = new SnsCertificates(http);
        this.clock = clock;
    }

    /**
     * Verifies that Amazon SNS signed a message of a configured topic. Nothing is fetched for other topics. The signature covers
     * lines, so the text of a message of any topic could imitate the fields of another one; then its type would have several lines.
     *
     * @throws SnsRefusedException if it did not
     * @throws IOException if the certificate cannot be fetched at present
     */
    public void verify(SnsMessage message) throws SnsRefusedException, IOException {
        SnsTopic topic = topic(message);
        if (!message.isOfKnownType()) {
            throw new SnsRefusedException("It has no type of Amazon SNS.");
        }
        String algorithm = ALGORITHMS.get(message.text("SignatureVersion"));
        if (algorithm == null) {
            throw new SnsRefusedException("It has no signature of version 1 or 2. Raw message delivery must be off.");
        }
        PublicKey key = certificates.key(message.text("SigningCertURL"), topic, clock.instant());
        if (!isGenuine(message, algorithm, key)) {
            throw new SnsRefusedException("The signature is not by its certificate.");
        }
    }

    private SnsTopic topic(SnsMessage message) throws SnsRefusedException {
        SnsTopic topic = topics.get(message.text("TopicArn"));
        if (topic == null) {
            throw new SnsRefusedException("Its topic is not one of INBOUND_SES_TOPIC.");
        }
        return topic;
    }

    private static boolean isGenuine(SnsMessage message, String algorithm, PublicKey key) {
        try {
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(key);
            verifier.update(message.signedOctets());
            return verifier.verify(Base64.getDecoder().decode(message.text("Signature")));
        } catch (GeneralSecurityException | IllegalArgumentException noSignature) {
            return false;
        }
    }

    /**
     * Confirms the subscription that a verified message asks for.
     *
     * @throws SnsRefusedException if its URL is not one of Amazon SNS
     * @throws IOException if Amazon SNS does not confirm it at present
     */
    public void confirm(SnsMessage message) throws SnsRefusedException, IOException {
        SnsTopic topic = topic(message);
        try {
            URI url = URI.create(message.text("SubscribeURL"));
            if (topic.isConfirmation(url)) {
                http.get(url);
                return;
            }
        } catch (IllegalArgumentException noUrl) {
            // Refused below.
        }
        throw new SnsRefusedException("SubscribeURL is not a confirmation at https://" + topic.host() + "/.");
    }
}
