package telltale.message.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import telltale.model.MediaType;

/** The encoding of a parameter of a Content field: literal if its value allows that, else as in RFC 2231. */
final class EncodedParameter {
    private static final int MAX_LITERAL_LENGTH = 60;

    /** Characters of an extended value in one line; the next character may add twelve. */
    private static final int MAX_SEGMENT_LENGTH = 45;

    private EncodedParameter() {}

    /** The parameter in one or more segments, without the semicolons between them; in quotes only if necessary. */
    static List<String> of(String name, String value) {
        return value.length() <= MAX_LITERAL_LENGTH && MediaType.isToken(value)
                ? List.of(name + "=" + value)
                : quoted(name, value);
    }

    /** Encodes a parameter whose value is put in quotation marks even if it is a token (RFC 2045 section 5.1). */
    static List<String> quoted(String name, String value) {
        return isLiteral(value) ? List.of(name + "=" + MediaType.quoted(value)) : extended(name, value);
    }

    /** Whether the value is ASCII, short, and without the escapes that some readers do not undo. */
    private static boolean isLiteral(String value) {
        return value.length() <= MAX_LITERAL_LENGTH
                && value.chars().allMatch(c -> c >= ' ' && c < 0x7f && c != '"' && c != '\\');
    }

    private static List<String> extended(String name, String value) {
        List<String> segments = segments(value);
        if (segments.size() == 1) {
            return List.of(name + "*=" + segments.get(0));
        }
        List<String> numbered = new ArrayList<>();
        for (String segment : segments) {
            numbered.add(name + "*" + numbered.size() + "*=" + segment);
        }
        return numbered;
    }

    private static List<String> segments(String value) {
        List<String> segments = new ArrayList<>();
        StringBuilder segment = new StringBuilder("utf-8''");
        for (int character : value.codePoints().toArray()) {
            segment.append(percent(Character.toString(character)));
            if (segment.length() > MAX_SEGMENT_LENGTH) {
                segments.add(segment.toString());
                segment.setLength(0);
            }
        }
        if (segment.length() > 0) {
            segments.add(segment.toString());
        }
        return segments;
    }

    private static String percent(String character) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : character.getBytes(StandardCharsets.UTF_8)) {
            boolean plain =
                    octet > 0 && (Character.isLetterOrDigit(octet) || octet == '.' || octet == '-' || octet == '_');
            encoded.append(plain ? Character.toString(octet) : String.format("%%%02X", octet));
        }
        return encoded.toString();
    }
}
