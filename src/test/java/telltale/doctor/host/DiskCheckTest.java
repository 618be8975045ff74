package telltale.doctor.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiskCheckTest {
    @ParameterizedTest
    @CsvSource({
        "0, disk-full",
        "99999999, disk-full",
        "100000000, disk-low",
        "999999999, disk-low",
        "1000000000, disk-ok"
    })
    void freeSpaceHasLimits(long free, String expected) {
        assertEquals(expected, DiskCheck.finding(Path.of("/srv"), free).type().wireName());
    }

    @Test
    void aFolderThatDoesNotExistYetIsWhereItsParentIs(@TempDir Path folder) {
        Path missing = folder.resolve("a/b");
        assertEquals(
                missing.toString(), new DiskCheck(Set.of(missing)).run().get(0).subject());
    }
}
