package telltale.message.mime;

import java.util.ArrayList;
import java.util.List;
import telltale.message.mime.EncodedWords.Syntax;
import telltale.model.HeaderField;
import telltale.model.Mailbox;

/**
 * A header field, encoded and foldable (RFC 5322 section 2.2.3).
 *
 * @param parts the value in parts; a line may end between two parts, and before the second if the first is empty
 */
public record EncodedHeader(String name, List<String> parts) {
    private static final int MAX_LINE_LENGTH = 78;

    /** RFC 2047 section 2, for lines with encoded words. */
    private static final int MAX_ENCODED_LINE_LENGTH = 76;

    /** What a line may be longer, if it cannot be folded (RFC 5322 section 2.1.1). */
    private static final int MAX_EXCESS = 998 - MAX_ENCODED_LINE_LENGTH;

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

    /** A field with unstructured text; only words that need it are encoded (RFC 2047). */
    public static EncodedHeader text(String name, String value) {
        rejectControls(name, value);
        int space = MAX_ENCODED_LINE_LENGTH - name.length() - 2;
        List<String> parts = new ArrayList<>(EncodedWords.encode(value, Syntax.TEXT, space));
        if (startsBelow(parts.get(0).length(), space)) {
            parts.add(0, "");
        }
        return new EncodedHeader(name, parts);
    }

    /** Whether the first part belongs on the second line, because it is too long for the first. */
    private static boolean startsBelow(int length, int space) {
        return length > space && (length < MAX_ENCODED_LINE_LENGTH || length > space + MAX_EXCESS);
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
        List<String> parts = new ArrayList<>(displayName(mailbox.name(), MAX_ENCODED_LINE_LENGTH - name.length() - 2));
        parts.add("<" + address + ">");
        return new EncodedHeader(name, parts);
    }

    /**
     * The List-Id of a mailing list (RFC 2919 section 3).
     *
     * @param id its identifier in ASCII
     */
    public static EncodedHeader listId(String title, String id) {
        String name = "List-Id";
        rejectControls(name, title);
        List<String> words = EncodedWords.split(title);
        boolean isPlain = words.stream().allMatch(Syntax.PHRASE::isPlain);
        List<String> parts =
                new ArrayList<>(isPlain ? words : displayName(title, MAX_ENCODED_LINE_LENGTH - name.length() - 2));
        parts.add("<" + id + ">");
        return new EncodedHeader(name, parts);
    }

    /** A quoted string (RFC 5322 section 3.2.4), or atoms and encoded words. */
    private static List<String> displayName(String name, int space) {
        boolean plain = EncodedWords.isPrintable(name) && !name.contains("=?");
        return plain ? EncodedWords.split(quoted(name)) : EncodedWords.encode(name, Syntax.PHRASE, space);
    }

    /** Folds the field into lines of at most 78 characters where possible (RFC 5322), each ended by CRLF. */
    public String toWire() {
        int limit = parts.stream().anyMatch(part -> part.startsWith("=?")) ? MAX_ENCODED_LINE_LENGTH : MAX_LINE_LENGTH;
        boolean startsBelow = parts.size() > 1 && parts.get(0).isEmpty();
        StringBuilder field =
                new StringBuilder(name).append(startsBelow ? ":" : ": ").append(parts.get(0));
        int column = startsBelow ? limit : field.length();
        for (String part : parts.subList(1, parts.size())) {
            boolean fits = column + 1 + part.length() <= limit;
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

    private static String quoted(String name) {
        return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
