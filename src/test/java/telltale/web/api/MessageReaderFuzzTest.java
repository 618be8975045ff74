package telltale.web.api;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import telltale.fuzz.FuzzInput;
import telltale.model.EmailAddress;
import telltale.model.InvalidInputException;
import telltale.model.Mailbox;
import telltale.model.Topic;
import telltale.web.http.BodyBudget;
import telltale.web.http.BoundedLines;
import telltale.web.http.Fields;
import telltale.web.http.JsonBody;
import telltale.web.http.StrictJson;

/** Parsing of a batch: the first line is a message, each further line a recipient. */
class MessageReaderFuzzTest {
    private static final int LONGEST_LINE = 1000;
    private static final Mailbox SHOP = new Mailbox("Shop", EmailAddress.parse("shop@example.com"));

    private final MessageReader messages = new MessageReader(
            from -> Objects.requireNonNullElse(from, SHOP),
            name -> JsonBody.of("", StrictJson.read("{\"html\":\"x\"}")),
            Topic::named,
            5);

    @FuzzTest
    void eachLineOfABatchIsParsedOrRejectedWithASentence(byte[] input) {
        FuzzInput.timely(
                () -> read(new BoundedLines(new ByteArrayInputStream(input), LONGEST_LINE, new BodyBudget(1 << 20))));
    }

    private int read(BoundedLines lines) {
        int number = 0;
        try {
            for (BoundedLines.Line line = lines.next(); line != null; line = lines.next()) {
                read(line.bytes(), number++);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return number;
    }

    private void read(byte[] line, int number) {
        try {
            String text = Fields.utf8(line, "recipient");
            if (number == 0) {
                messages.read(StrictJson.read(text), true);
            } else {
                MessageReader.recipient("recipient", StrictJson.read("recipient", text), Map.of());
            }
        } catch (InvalidInputException refused) {
            FuzzInput.assertShort(refused);
        }
    }
}
