package telltale.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.settings.Settings;
import telltale.settings.Sources;
import telltale.spool.Spool;

class SpoolInUseTest {
    @TempDir
    Path folder;

    @Test
    void theErrorNamesTheOtherTelltaleAndTheSetting() throws Exception {
        Path shared = folder.resolve("shared");
        Settings settings = Settings.load(Sources.of(Map.of(
                "TELLTALE_HOME", folder.resolve("home").toString(),
                "TELLTALE_SPOOL", shared.toString())));
        try (Spool other = Spool.open(shared)) {
            StartupException refused =
                    assertThrows(StartupException.class, () -> Application.start(settings, null, outOfMemory -> {}));
            assertEquals(0, other.waiting());
            assertEquals(
                    "The spool folder " + shared + " is in use by another Telltale."
                            + " Stop that one, or set TELLTALE_SPOOL to a folder of this one's own.",
                    refused.getMessage());
        }
    }
}
