package telltale.web.api;

import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import telltale.model.Attachment;
import telltale.model.InvalidInputException;
import telltale.model.MediaType;
import telltale.web.http.JsonBody;

/** Parses the attachments of a message. */
final class AttachmentReader {
    private static final Set<String> FIELDS = Set.of("name", "type", "content", "contentId");

    private AttachmentReader() {}

    /**
     * Parses the field {@code attachments}.
     *
     * @throws InvalidInputException naming the invalid field with its index, such as {@code attachments[1].content}
     */
    static List<Attachment> attachments(JsonBody body) {
        List<Attachment> attachments = new ArrayList<>();
        for (JsonValue value : body.list("attachments")) {
            String path = "attachments[" + attachments.size() + "]";
            JsonBody file = JsonBody.of(path, value).allowOnly(FIELDS);
            try {
                attachments.add(attachment(file));
            } catch (InvalidInputException invalid) {
                if (invalid.field().startsWith(path)) {
                    throw invalid;
                }
                throw new InvalidInputException(
                        file.at(invalid.field()), file.at(invalid.field()) + ": " + invalid.detail());
            }
        }
        return attachments;
    }

    /** The type given beside the content has precedence over that of a data URI, which programs often guess. */
    private static Attachment attachment(JsonBody file) {
        String name = MessageReader.required(file, "name");
        AttachmentContent content = AttachmentContent.parse(MessageReader.required(file, "content"));
        String type =
                content.type() == null || file.has("type") ? MessageReader.required(file, "type") : content.type();
        return new Attachment(name, MediaType.parse(type), file.text("contentId"), content.octets());
    }
}
