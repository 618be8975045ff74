package telltale.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotificationSettingsTest {
    private static final String KEY = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1"
            + "flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==";

    private static NotificationSettings settings(String... namesAndValues) {
        return Given.settings(namesAndValues).inbound().notifications();
    }

    @Test
    void withoutSettingsNoProviderMayNotify() {
        NotificationSettings none = settings();
        assertNull(none.sesTopics());
        assertNull(none.sendGrid());
        assertNull(none.mailgun());
    }

    @Test
    void severalTopicsAreSeparatedByCommas() {
        String one = "arn:aws:sns:eu-west-1:123456789012:mail";
        String other = "arn:aws-cn:sns:cn-north-1:123456789012:Bounces_2-x";
        assertEquals(
                List.of(one, other),
                settings("INBOUND_SES_TOPIC", one + ", " + other).sesTopics());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mail",
                "arn:aws:sqs:eu-west-1:123456789012:mail",
                "arn:aws:sns:evil.example/:123456789012:mail",
                "arn:aws:sns:eu-west-1:123456789012:mail.fifo",
                "arn:aws:sns:eu-west-1:123456789012:mail,"
            })
    void whatIsNoTopicIsRefused(String topic) {
        List<String> problems = Given.problems("INBOUND_SES_TOPIC", topic);
        assertEquals(1, problems.size());
        assertTrue(problems.get(0).contains("INBOUND_SES_TOPIC"), problems::toString);
    }

    @Test
    void aKeyMayBeInTheLinesOfPem() {
        String pem = "-----BEGIN PUBLIC KEY-----\\n" + KEY + "\\n-----END PUBLIC KEY-----";
        assertEquals(
                Objects.requireNonNull(settings("INBOUND_SENDGRID_KEY", KEY).sendGrid()),
                settings("INBOUND_SENDGRID_KEY", pem).sendGrid());
    }

    @ParameterizedTest
    @ValueSource(strings = {"SG.an-api-key", "MFkwEwYHKoZIzj0CAQYIKoZIzj0D"})
    void whatIsNoKeyIsRefused(String key) {
        assertTrue(Given.problems("INBOUND_SENDGRID_KEY", key).get(0).contains("begins with MFkw"));
    }
}
