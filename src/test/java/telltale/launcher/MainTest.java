package telltale.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MainTest {
    @ParameterizedTest
    @ValueSource(strings = {"0", "1.7", "1.8", "9", "11", "16"})
    void anUnsupportedJavaIsRefused(String version) {
        assertTrue(Main.isTooOld(version));
    }

    @ParameterizedTest
    @ValueSource(strings = {"17", "21", "25"})
    void aSupportedJavaIsAccepted(String version) {
        assertFalse(Main.isTooOld(version));
    }

    @Test
    void java8CanReadTheFirstClass() throws IOException {
        try (InputStream file = Main.class.getResourceAsStream("Main.class")) {
            assertNotNull(file);
            // The major version (Java Virtual Machine Specification, section 4.1): 52 is Java 8.
            assertEquals(52, file.readNBytes(8)[7]);
        }
    }
}
