package telltale.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.settings.ReplicatedLogSettings;

class ClientPropertiesTest {
    private static final String OAUTH = """
            sasl.mechanism=OAUTHBEARER
            sasl.oauthbearer.token.endpoint.url=https://login.example.com/token
            sasl.oauthbearer.client.credentials.client.id=telltale
            sasl.oauthbearer.client.credentials.client.secret=secret
            """;

    @TempDir
    Path folder;

    private ClientProperties with(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("kafka.conf"), text);
        return new ClientProperties(new ReplicatedLogSettings(
                "broker:9092", "hits", 12, Duration.ofDays(7), file, ReplicatedLogSettings.Role.BOTH));
    }

    @Test
    void theOwnerSetsLoginAndEncryption() throws IOException {
        ClientProperties properties = with(
                "security.protocol=SASL_SSL\nsasl.mechanism=SCRAM-SHA-512\ncompression.type=gzip\nclient.id=eu-1\n");
        assertEquals("SASL_SSL", properties.consumer("hits").get("security.protocol"));
        assertEquals("SCRAM-SHA-512", properties.admin().get("sasl.mechanism"));
        assertEquals("gzip", properties.producer().get("compression.type"));
        assertEquals("eu-1", properties.producer().get("client.id"));
        assertEquals("all", properties.producer().get("acks"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acks=1",
                "enable.idempotence=false",
                "bootstrap.servers=x:1",
                "group.id=x",
                "compression.type=zstd"
            })
    void whatWouldLoseHitsIsRefused(String line) {
        String message = refusal(line);
        assertTrue(message.contains(line.substring(0, line.indexOf('='))), message);
    }

    @Test
    void accessTokensAreRequestedByThisApplication() throws IOException {
        Map<String, Object> properties = with(OAUTH).consumer("hits");
        assertEquals(OAuthLogin.class.getName(), properties.get("sasl.login.callback.handler.class"));
        assertEquals(
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;",
                properties.get("sasl.jaas.config"));
    }

    @Test
    void anotherClassForAccessTokensIsKept() throws IOException {
        Map<String, Object> properties = with("sasl.mechanism=OAUTHBEARER\nsasl.login.callback.handler.class=a.Handler")
                .admin();
        assertEquals("a.Handler", properties.get("sasl.login.callback.handler.class"));
        assertNull(properties.get("sasl.jaas.config"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sasl.oauthbearer.token.endpoint.url",
                "sasl.oauthbearer.client.credentials.client.id",
                "sasl.oauthbearer.client.credentials.client.secret"
            })
    void whatAccessTokensNeedIsNamed(String missing) {
        String text = OAUTH.lines().filter(line -> !line.startsWith(missing)).collect(Collectors.joining("\n"));
        assertTrue(refusal(text).endsWith("sasl.mechanism=OAUTHBEARER requires " + missing), refusal(text));
    }

    @Test
    void aTokenEndpointWithoutTlsIsRefused() {
        String message = refusal(OAUTH.replace("https:", "http:"));
        assertTrue(message.contains("sasl.oauthbearer.token.endpoint.url"), message);
        assertTrue(message.contains("https://"), message);
    }

    private String refusal(String text) {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> with(text)).getMessage());
    }

    @Test
    void aMissingFileIsNamed() {
        ReplicatedLogSettings settings = new ReplicatedLogSettings(
                "broker:9092", "hits", 12, Duration.ofDays(7), folder.resolve("none"), ReplicatedLogSettings.Role.BOTH);
        String message =
                String.valueOf(assertThrows(IllegalArgumentException.class, () -> new ClientProperties(settings))
                        .getMessage());
        assertTrue(message.startsWith("TELLTALE_LOG_CLIENT: "), message);
    }
}
