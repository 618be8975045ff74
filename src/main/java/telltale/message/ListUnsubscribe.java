package telltale.message;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import telltale.message.mime.EncodedHeader;
import telltale.model.EmailAddress;

/**
 * The header fields by which a mail client unsubscribes its reader (RFC 2369 section 3.2, RFC 8058).
 *
 * @param link the https address of one-click unsubscribe
 * @param address the signed address for clients that unsubscribe by mail
 */
public record ListUnsubscribe(String link, Optional<EmailAddress> address) {
    /** The name of the field with the addresses. */
    public static final String NAME = "List-Unsubscribe";

    /** The address by mail is second: clients use the first of those that they support (RFC 2369 section 2). */
    List<EncodedHeader> fields() {
        List<String> parts = address.map(mailbox -> List.of("<" + link + ">,", "<" + mailto(mailbox) + ">"))
                .orElseGet(() -> List.of("<" + link + ">"));
        return List.of(
                new EncodedHeader(NAME, parts),
                EncodedHeader.of("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
    }

    /** The fields with their values, in order. */
    public Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        fields().forEach(field -> headers.put(field.name(), String.join(" ", field.parts())));
        return headers;
    }

    /** RFC 6068; the characters of an address and of this subject need no encoding. */
    private static String mailto(EmailAddress address) {
        return "mailto:" + address.wireForm() + "?subject=unsubscribe";
    }
}
