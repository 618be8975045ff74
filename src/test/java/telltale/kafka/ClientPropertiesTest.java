package telltale.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.settings.ReplicatedLogSettings;

class ClientPropertiesTest {
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
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> with(line)).getMessage());
        assertTrue(message.contains(line.substring(0, line.indexOf('='))), message);
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
