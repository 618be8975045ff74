package telltale.message.source;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The header of a mail or of a part (RFC 5322 section 2.2), by the positions of its fields. */
final class HeaderBlock {
    private final byte[] octets;
    private final List<Field> fields;
    private final int bodyStart;
    private final boolean isWellFormed;

    private HeaderBlock(byte[] octets, List<Field> fields, int bodyStart, boolean isWellFormed) {
        this.octets = octets;
        this.fields = List.copyOf(fields);
        this.bodyStart = bodyStart;
        this.isWellFormed = isWellFormed;
    }

    /**
     * A header field.
     *
     * @param start the index of its name
     * @param end the index after its last line end
     */
    record Field(String name, int start, int end) {
        boolean is(String other) {
            return name.equalsIgnoreCase(other);
        }
    }

    /**
     * Reads a header.
     *
     * @param octets lines that end with CRLF
     * @param end the index after the entity
     */
    static HeaderBlock read(byte[] octets, int start, int end) {
        List<Field> fields = new ArrayList<>();
        boolean isWellFormed = true;
        int line = start;
        while (line < end && !startsWithLineEnd(octets, line, end)) {
            int next = Octets.nextLine(octets, line, end);
            if (octets[line] == ' ' || octets[line] == '\t') {
                isWellFormed &= !fields.isEmpty();
                extendLast(fields, next);
            } else {
                int colon = colon(octets, line, next);
                isWellFormed &= colon > line;
                if (colon > line) {
                    fields.add(new Field(Octets.ascii(octets, line, colon).strip(), line, next));
                }
            }
            line = next;
        }
        return new HeaderBlock(octets, fields, Math.min(end, line + 2), isWellFormed);
    }

    private static boolean startsWithLineEnd(byte[] octets, int at, int end) {
        return at + 1 < end && octets[at] == '\r' && octets[at + 1] == '\n';
    }

    private static void extendLast(List<Field> fields, int end) {
        if (!fields.isEmpty()) {
            Field last = fields.remove(fields.size() - 1);
            fields.add(new Field(last.name, last.start, end));
        }
    }

    /** The colon after a name of printable ASCII (RFC 5322 section 3.6.8), which white space may follow (section 4.5); or -1. */
    private static int colon(byte[] octets, int start, int end) {
        int at = start;
        while (at < end && octets[at] > ' ' && octets[at] < 0x7f && octets[at] != ':') {
            at++;
        }
        while (at > start && at < end && (octets[at] == ' ' || octets[at] == '\t')) {
            at++;
        }
        return at < end && octets[at] == ':' ? at : -1;
    }

    /** The fields in their order. */
    List<Field> fields() {
        return fields;
    }

    /** The index after the empty line that ends the header. */
    int bodyStart() {
        return bodyStart;
    }

    /** Whether every line belongs to a field. */
    boolean isWellFormed() {
        return isWellFormed;
    }

    /** The fields of a name. */
    List<Field> all(String name) {
        return fields.stream().filter(field -> field.is(name)).toList();
    }

    /** The first value of a name; empty if there is no such field. */
    Optional<String> value(String name) {
        return fields.stream().filter(field -> field.is(name)).findFirst().map(this::value);
    }

    /** The value of a field, without its line ends. Octets beyond ASCII are UTF-8 (RFC 6532), or else Latin-1. */
    String value(Field field) {
        int colon = field.start;
        while (octets[colon] != ':') {
            colon++;
        }
        String value;
        try {
            value = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets, colon + 1, field.end - colon - 1))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            value = new String(octets, colon + 1, field.end - colon - 1, StandardCharsets.ISO_8859_1);
        }
        return value.replace("\r\n", "").strip();
    }
}
