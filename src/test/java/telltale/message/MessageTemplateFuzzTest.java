package telltale.message;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Map;
import telltale.fuzz.FuzzInput;
import telltale.model.InvalidInputException;
import telltale.sending.MessagePreview;

class MessageTemplateFuzzTest {
    private static final Map<String, Object> DATA =
            Map.of("a", "<b>", "b", true, "c", List.of(Map.of("d", "e")), "f", Map.of("g", "h"));

    @FuzzTest
    void aTemplateIsRenderedOrRejectedWithAShortMessage(byte[] input) {
        String text = FuzzInput.text(input);
        try {
            FuzzInput.timely(() -> MessagePreview.render(text, text, text, DATA));
        } catch (InvalidInputException rejected) {
            FuzzInput.assertShort(rejected);
        }
    }
}
