package telltale.launcher.mailbox;

import jakarta.json.Json;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonGeneratorFactory;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Writes captured mails as a JSON array. */
final class MailJson {
    private final JsonGeneratorFactory generators = Json.createGeneratorFactory(Map.of());

    void write(List<CapturedMail> mails, OutputStream to) {
        try (JsonGenerator json = generators.createGenerator(to, StandardCharsets.UTF_8)) {
            json.writeStartArray();
            mails.forEach(mail -> write(mail, json));
            json.writeEnd();
        }
    }

    private static void write(CapturedMail mail, JsonGenerator json) {
        json.writeStartObject()
                .write("id", mail.id())
                .write("from", mail.from())
                .write("to", String.join(", ", mail.to()))
                .write("subject", mail.subject())
                .write("html", mail.html())
                .write("text", mail.text())
                .write("receivedAt", mail.receivedAt().toString())
                .writeEnd();
    }
}
