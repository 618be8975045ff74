package telltale.web.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import jakarta.json.JsonValue;
import telltale.fuzz.FuzzInput;
import telltale.model.InvalidInputException;

class StrictJsonFuzzTest {
    @FuzzTest
    void aTextSurvivesARoundTripOrIsRejectedWithASentence(byte[] input) {
        try {
            JsonValue value = FuzzInput.timely(() -> StrictJson.read(FuzzInput.text(input)));
            assertEquals(value, StrictJson.read(value.toString()));
        } catch (InvalidInputException refused) {
            FuzzInput.assertShort(refused);
        }
    }
}
