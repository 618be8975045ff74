package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Instant;
import java.util.function.Function;
import telltale.fuzz.FuzzInput;
import telltale.model.InvalidInputException;
import telltale.store.Persons.Suppressed;

class SuppressionImportFuzzTest {
    private final SuppressionImport lines = new SuppressionImport(Instant.EPOCH);

    @FuzzTest
    void anImportIsParsedOrRejectedWithASentence(byte[] input) {
        read(input, lines::csv);
        read(input, lines::json);
    }

    private static void read(byte[] input, Function<String, ImportedList<Suppressed>> format) {
        try {
            ImportedList<Suppressed> all = FuzzInput.timely(() -> format.apply(FuzzInput.text(input)));
            assertTrue(all.entries().size() + all.skipped().size() <= input.length);
        } catch (InvalidInputException refused) {
            FuzzInput.assertShort(refused);
        }
    }
}
