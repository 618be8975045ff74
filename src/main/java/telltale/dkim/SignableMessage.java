package telltale.dkim;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import telltale.message.mime.ComposedMessage;
import telltale.model.EmailAddress;
import telltale.model.Sha256;

/** A message with what its signatures share: the fields of its header, and the hash of its body. */
final class SignableMessage {
    private static final Pattern LINE_END = Pattern.compile("\r\n(?![ \t])");

    private final ComposedMessage message;
    private final byte[] octets;
    private final List<String> fields;
    private final int body;

    SignableMessage(ComposedMessage message) {
        this.message = message;
        this.octets = octets(message);
        this.body = startOfBody(octets);
        String header = new String(octets, 0, body, StandardCharsets.ISO_8859_1);
        this.fields = List.of(LINE_END.split(header.stripTrailing(), -1));
    }

    /** The fields of the header, folded as they are, each octet a character. */
    List<String> fields() {
        return fields;
    }

    /** The base64 hash of the body (RFC 6376 section 3.7). */
    String bodyHash() {
        return Base64.getEncoder().encodeToString(Sha256.of(RelaxedCanonicalization.body(octets, body)));
    }

    /** The domain of the only address in From, in ASCII. */
    String authorDomain() {
        String from = fields.stream()
                .filter(field -> nameOf(field).equals("from"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("a message must have a From field"));
        String value = new String(from.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8).strip();
        String address = value.endsWith(">") ? value.substring(0, value.length() - 1) : value;
        return new EmailAddress(
                        "a", address.substring(address.lastIndexOf('@') + 1).strip())
                .asciiDomain();
    }

    /** The message with fields before its header. */
    ComposedMessage withFields(String first) {
        return message.prepended(first.getBytes(StandardCharsets.US_ASCII));
    }

    /** The name of a field in lower case. */
    static String nameOf(String field) {
        return field.substring(0, field.indexOf(':')).toLowerCase(Locale.ROOT);
    }

    private static byte[] octets(ComposedMessage message) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(message.size());
        try {
            message.writeTo(octets);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return octets.toByteArray();
    }

    /** The index after the empty line that ends the header (RFC 5322 section 2.1). */
    private static int startOfBody(byte[] message) {
        for (int i = 3; i < message.length; i++) {
            if (message[i] == '\n' && message[i - 1] == '\r' && message[i - 2] == '\n' && message[i - 3] == '\r') {
                return i + 1;
            }
        }
        throw new IllegalArgumentException("a message must have an empty line after its header");
    }
}
