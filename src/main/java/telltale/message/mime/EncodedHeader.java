package telltale.message.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import telltale.model.HeaderField;
import telltale.model.Mailbox;

/**
 * A header field, encoded and foldable (RFC 5322 section 2.2.3).
 *
 * @param parts the value in parts; a line may end between two parts
 */
public record EncodedHeader(String name, List<String> parts) {
    private static final int MAX_LINE_LENGTH = 78;

    /** Longer values are encoded, because encoded words can be folded anywhere. */
    private static final int MAX_PLAIN_LENGTH = 60;

    /** Octets in an encoded word of 60 characters, which fits on a line with the longest field name. */
    private static final int WORD_OCTETS = 36;

    public EncodedHeader {
        for (String part : parts) {
            // The last of several checks against header injection.
            if (hasControls(part)) {
                throw new IllegalArgumentException("the header field " + name + " contains a control character");
            }
        }
        parts = List.copyOf(parts);
    }

    public static EncodedHeader of(String name, String value) {
        return new EncodedHeader(name, List.of(value));
    }

    /** A field with unstructured text, in encoded words (RFC 2047) unless plain ASCII suffices. */
    public static EncodedHeader text(String name, String value) {
        rejectControls(name, value);
        boolean plain = isPlain(value) && value.equals(value.strip());
        return plain ? of(name, value) : new EncodedHeader(name, encodedWords(value));
    }

    /** A custom field of the sender. */
    static EncodedHeader custom(HeaderField field) {
        return field.isStructured()
                ? new EncodedHeader(field.name(), List.of(field.value().strip().split(" +", -1)))
                : text(field.name(), field.value());
    }

    /** A field with several addresses and their display names. */
    static EncodedHeader mailboxes(String name, List<Mailbox> mailboxes) {
        List<String> parts = new ArrayList<>();
        for (Mailbox mailbox : mailboxes) {
            if (!parts.isEmpty()) {
                parts.set(parts.size() - 1, parts.get(parts.size() - 1) + ",");
            }
            parts.addAll(mailbox(name, mailbox).parts);
        }
        return new EncodedHeader(name, parts);
    }

    /** A field with an address and its display name. */
    public static EncodedHeader mailbox(String name, Mailbox mailbox) {
        String address = mailbox.address().wireForm();
        if (mailbox.name().isEmpty()) {
            return of(name, address);
        }
        rejectControls(name, mailbox.name());
        List<String> parts = new ArrayList<>(
                isPlain(mailbox.name()) ? List.of(quoted(mailbox.name())) : encodedWords(mailbox.name()));
        parts.add("<" + address + ">");
        return new EncodedHeader(name, parts);
    }

    /** Folds the field into lines of at most 78 characters where possible (RFC 5322), each ended by CRLF. */
    public String toWire() {
        StringBuilder field = new StringBuilder(name).append(": ").append(parts.get(0));
        int column = field.length();
        for (String part : parts.subList(1, parts.size())) {
            boolean fits = column + 1 + part.length() <= MAX_LINE_LENGTH;
            field.append(fits ? " " : "\r\n ").append(part);
            column = (fits ? column + 1 : 1) + part.length();
        }
        return field.append("\r\n").toString();
    }

    private static void rejectControls(String name, String value) {
        if (hasControls(value)) {
            throw new IllegalArgumentException(
                    "the header field " + name + " must be one line without control characters");
        }
    }

    private static boolean hasControls(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isISOControl(value.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** Whether the text needs no encoding; text that looks like an encoded word does, or clients would decode it. */
    private static boolean isPlain(String value) {
        if (value.length() > MAX_PLAIN_LENGTH || value.contains("=?")) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < ' ' || value.charAt(i) >= 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static String quoted(String name) {
        return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** Encodes text, with complete characters in each encoded word (RFC 2047 section 5). */
    private static List<String> encodedWords(String value) {
        List<String> words = new ArrayList<>();
        StringBuilder chunk = new StringBuilder();
        int octets = 0;
        for (int c : value.codePoints().toArray()) {
            String character = Character.toString(c);
            int width = character.getBytes(StandardCharsets.UTF_8).length;
            if (octets + width > WORD_OCTETS) {
                words.add(encodedWord(chunk));
                chunk.setLength(0);
                octets = 0;
            }
            chunk.append(character);
            octets += width;
        }
        words.add(encodedWord(chunk));
        return words;
    }

    private static String encodedWord(CharSequence chunk) {
        byte[] octets = chunk.toString().getBytes(StandardCharsets.UTF_8);
        return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(octets) + "?=";
    }
}
