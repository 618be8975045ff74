package telltale.readers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;

/** Python's email package. */
final class PythonReader implements MailReader {
    @Override
    public ReadMail read(Path mail) throws Exception {
        Path program = Path.of(getClass().getResource("read.py").toURI());
        String output = Programs.output("python3", List.of("python3", program.toString(), mail.toString()));
        JsonObject read = Json.createReader(new StringReader(output)).readObject();
        assertEquals(JsonValue.EMPTY_JSON_ARRAY, read.getJsonArray("defects"), mail::toString);
        return new ReadMail(
                texts(read.getJsonArray("from")),
                texts(read.getJsonArray("to")),
                texts(read.getJsonArray("cc")),
                texts(read.getJsonArray("replyTo")),
                read.getString("subject"),
                read.getString("tree"),
                read.getJsonArray("leaves").getValuesAs(PythonReader::leaf));
    }

    private static List<String> texts(JsonArray array) {
        return array.getValuesAs(JsonString::getString);
    }

    private static ReadMail.Leaf leaf(JsonValue value) {
        JsonObject leaf = value.asJsonObject();
        return new ReadMail.Leaf(
                leaf.getString("type"),
                leaf.getString("charset"),
                leaf.getString("method"),
                leaf.getString("disposition"),
                leaf.getString("name"),
                leaf.getString("contentId"),
                leaf.getString("content"));
    }
}
