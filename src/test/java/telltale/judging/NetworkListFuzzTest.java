package telltale.judging;

import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import telltale.fuzz.FuzzInput;
import telltale.rules.InvalidDataFileException;

class NetworkListFuzzTest {
    @FuzzTest
    void aListIsParsedOrRejectedWithALineNumber(byte[] input) {
        try {
            NetworkList list = FuzzInput.timely(() -> NetworkList.parse("fuzz", FuzzInput.text(input)));
            assertFalse(list.ranges().isEmpty());
        } catch (InvalidDataFileException refused) {
            FuzzInput.assertShort(refused);
        }
    }
}
