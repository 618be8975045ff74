package telltale.sns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.dns.AddressGuard;
import telltale.smtp.Certificates;

class AmazonSnsTest {
    private static final String OWN = "/SimpleNotificationService-1.pem";

    @TempDir
    static Path folder;

    private SnsHost host;
    private AmazonSns sns;

    @BeforeEach
    void start() throws Exception {
        host = new SnsHost(folder);
        sns = sns(host.http());
    }

    private static AmazonSns sns(SnsHttp http) {
        Instant now = Instant.parse("2026-12-01T12:00:00Z");
        return new AmazonSns(List.of(SnsHost.TOPIC), http, Clock.fixed(now, ZoneOffset.UTC));
    }

    @AfterEach
    void stop() {
        host.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    void bothVersionsOfSignaturesAreVerifiedAndTheCertificateIsKept(String version) throws Exception {
        for (int i = 0; i < 3; i++) {
            sns.verify(new SnsMessage(host.sign(host.notification("{\"é\": " + i + "}"), version)));
        }
        assertEquals(1, host.requests.size());
    }

    @Test
    void aMessageWithoutASubjectIsVerified() throws Exception {
        Map<String, String> fields = host.notification("{}");
        fields.remove("Subject");
        sns.verify(new SnsMessage(host.sign(fields, "2")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Message", "MessageId", "Subject", "Timestamp", "Signature"})
    void whatIsChangedIsRefused(String field) throws Exception {
        Map<String, String> fields = host.notification("{}");
        fields.put(field, "changed");
        assertRefused(fields, "The signature is not by its certificate.");
        fields.remove(field);
        assertRefused(fields, "The signature is not by its certificate.");
    }

    @Test
    void theTopicOfAnotherCustomerIsRefusedBeforeAnythingIsFetched() throws Exception {
        Map<String, String> fields = host.notification("{}");
        fields.put("TopicArn", "arn:aws:sns:eu-west-1:999999999999:mail");
        assertRefused(host.sign(fields, "1"), "Its topic is not one of INBOUND_SES_TOPIC.");
        assertEquals(List.of(), host.requests);
    }

    /** Lines in the text of a message of another customer, which Amazon SNS signs, are read as fields of a message. */
    @Test
    void aMessageInTheTextOfAnotherIsRefused() throws Exception {
        Map<String, String> fields = host.notification("{}");
        fields.remove("Subject");
        String time = String.valueOf(fields.get("Timestamp"));
        fields.put("Message", "a\nMessageId\nb\nTimestamp\n" + time + "\nTopicArn\n" + SnsHost.TOPIC + "\nType\nc");
        fields.put("TopicArn", "arn:aws:sns:eu-west-1:999999999999:mail");
        host.sign(fields, "2");
        fields.put(
                "Type",
                "c\nMessageId\n" + fields.get("MessageId") + "\nTimestamp\n" + time
                        + "\nTopicArn\narn:aws:sns:eu-west-1:999999999999:mail\nType\nNotification");
        fields.put("Message", "a");
        fields.put("MessageId", "b");
        fields.put("TopicArn", SnsHost.TOPIC);
        assertRefused(fields, "It has no type of Amazon SNS.");
        assertEquals(List.of(), host.requests);
    }

    @Test
    void anotherVersionAndARawMessageAreRefused() throws Exception {
        Map<String, String> fields = host.notification("{}");
        fields.put("SignatureVersion", "3");
        assertRefused(fields, "It has no signature of version 1 or 2. Raw message delivery must be off.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem",
                "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-1.pem",
                "https://sns.eu-west-1.amazonaws.com.evil.example/SimpleNotificationService-1.pem",
                "https://sns.eu-west-1.amazonaws.com.cn/SimpleNotificationService-1.pem",
                "https://evil.example/SimpleNotificationService-1.pem#.sns.eu-west-1.amazonaws.com",
                "https://sns.eu-west-1.amazonaws.com@evil.example/SimpleNotificationService-1.pem",
                "https://u:p@sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem",
                "https://sns.eu-west-1.amazonaws.com:8443/SimpleNotificationService-1.pem",
                "https://sns.eu-west-1.amazonaws.com/bucket/SimpleNotificationService-1.pem",
                "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem?x=1",
                "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-..%2f.pem",
                "https://127.0.0.1/SimpleNotificationService-1.pem",
                "file:///etc/passwd",
                "mailto:sns@amazonaws.com",
                "https://[",
                ""
            })
    void aCertificateIsFetchedFromAmazonSnsAlone(String url) throws Exception {
        Map<String, String> fields = host.notification("{}");
        fields.put("SigningCertURL", url);
        assertRefused(fields, "SigningCertURL is not a certificate at https://sns.eu-west-1.amazonaws.com/.");
        assertEquals(List.of(), host.requests);
    }

    @ParameterizedTest
    @CsvSource({
        "dns:sns.amazonaws.com, -3650d, 36500, ''",
        "dns:sns-signing.eu-west-1.amazonaws.com, -3650d, 36500, ''",
        "dns:evil.example, -3650d, 36500, The certificate that signed it is not one of Amazon SNS.",
        "dns:sns.amazonaws.com, -3650d, 1, The certificate that signed it is not valid now."
    })
    void theCertificateIsCheckedForItsNameAndItsTime(String name, String start, int days, String refusal)
            throws Exception {
        Certificates signer = Certificates.ofRsa(name, folder, start, days);
        host.serve(OWN, signer.certificate());
        Map<String, String> fields = host.notification("{}");
        fields.put("SigningCertURL", SnsHost.URL + OWN);
        SnsHost.sign(fields, "2", signer);
        if (refusal.isEmpty()) {
            sns.verify(new SnsMessage(fields));
        } else {
            assertRefused(fields, refusal);
        }
    }

    @Test
    void whatIsNoCertificateIsRefused() throws Exception {
        host.serve(OWN, "no certificate");
        Map<String, String> fields = host.notification("{}");
        fields.put("SigningCertURL", SnsHost.URL + OWN);
        assertRefused(fields, "SigningCertURL is not a certificate.");
        host.serve(
                OWN,
                Certificates.validFor("dns:sns.amazonaws.com", folder, "-3650d", 36_500)
                        .certificate());
        assertRefused(fields, "The certificate that signed it has no RSA key of 2048 bits.");
    }

    @Test
    void redirectsAreNotFollowed() throws Exception {
        Map<String, String> fields = host.notification("{}");
        fields.put("SigningCertURL", SnsHost.URL + "/SimpleNotificationService-2.pem");
        IOException failed = assertThrows(IOException.class, () -> sns.verify(new SnsMessage(fields)));
        assertEquals("Amazon SNS answered with 302", failed.getMessage());
        assertEquals(1, host.requests.size());
    }

    @Test
    void theHostMustHaveACertificateForItsName() throws Exception {
        Certificates other = Certificates.validFor("dns:other.example", folder, "-0d", 80);
        SnsMessage message = new SnsMessage(host.notification("{}"));
        assertThrows(SSLException.class, () -> sns(host.http(other)).verify(message));
        assertThrows(
                IOException.class,
                () -> sns(new SnsHttp(
                                new AddressGuard(
                                        List.of(), List.of(), any -> List.of(InetAddress.getLoopbackAddress())),
                                other.context().getSocketFactory(),
                                url -> url))
                        .verify(message));
    }

    @Test
    void nobodyCanCauseManyRequests() throws Exception {
        for (int i = 0; i < SnsHttp.PER_MINUTE + 5; i++) {
            Map<String, String> fields = host.notification("{}");
            fields.put("SigningCertURL", SnsHost.URL + "/SimpleNotificationService-x" + i + ".pem");
            assertThrows(IOException.class, () -> sns.verify(new SnsMessage(fields)));
        }
        assertEquals(SnsHttp.PER_MINUTE, host.requests.size());
    }

    @Test
    void aSubscriptionIsConfirmedAtAmazonSnsAlone() throws Exception {
        SnsMessage message = new SnsMessage(host.subscription());
        sns.verify(message);
        sns.confirm(message);
        assertTrue(host.requests.get(1).startsWith("/?Action=ConfirmSubscription&TopicArn="), host.requests::toString);
        for (String url : List.of(
                SnsHost.URL + "/?Action=DeleteTopic&TopicArn=x",
                SnsHost.URL + "/x?Action=ConfirmSubscription&Token=1",
                "https://evil.example/?Action=ConfirmSubscription&Token=1",
                "https://[")) {
            Map<String, String> fields = host.subscription();
            fields.put("SubscribeURL", url);
            assertThrows(SnsRefusedException.class, () -> sns.confirm(new SnsMessage(fields)), url);
        }
        assertEquals(2, host.requests.size());
    }

    @ParameterizedTest
    @CsvSource({
        "arn:aws:sns:us-east-2:123456789012:a, sns.us-east-2.amazonaws.com, sns.amazonaws.com",
        "arn:aws:sns:me-south-1:123456789012:a, sns.me-south-1.amazonaws.com, sns-signing.me-south-1.amazonaws.com",
        "arn:aws-cn:sns:cn-north-1:123456789012:a, sns.cn-north-1.amazonaws.com.cn, sns-cn-north-1.amazonaws.com.cn",
        "arn:aws-us-gov:sns:us-gov-east-1:123456789012:a, sns.us-gov-east-1.amazonaws.com, sns-us-gov-west-1.amazonaws.com"
    })
    void theRegionOfATopicDecidesHostAndSigner(String arn, String name, String signer) {
        SnsTopic topic = new SnsTopic(arn);
        assertEquals(name, topic.host());
        assertTrue(topic.signers().contains(signer));
        assertTrue(topic.isCertificate(URI.create("https://" + name + "/SimpleNotificationService-1.pem")));
        assertFalse(topic.isCertificate(URI.create("https://" + name + "/")));
    }

    private void assertRefused(Map<String, String> fields, String reason) {
        SnsRefusedException refused = assertThrows(SnsRefusedException.class, () -> sns.verify(new SnsMessage(fields)));
        assertEquals(reason, refused.getMessage());
    }
}
