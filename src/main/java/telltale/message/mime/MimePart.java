package telltale.message.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import telltale.model.Attachment;

/** A MIME entity: the Content fields and the content (RFC 2045). */
@FunctionalInterface
public interface MimePart {
    /** Writes the entity without the line end that belongs to the next boundary. */
    void writeTo(ByteSink wire);

    static MimePart text(String type, EncodedText text) {
        return wire -> {
            wire.add(
                    "Content-Type: " + type + "; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n");
            text.writeTo(wire);
        };
    }

    static MimePart file(Attachment file) {
        List<EncodedHeader> fields = new ArrayList<>();
        fields.add(EncodedHeader.of("Content-Type", file.type()));
        fields.add(EncodedHeader.of("Content-Transfer-Encoding", "base64"));
        fields.add(new EncodedHeader("Content-Disposition", disposition(file)));
        if (file.contentId() != null) {
            fields.add(EncodedHeader.of("Content-ID", "<" + file.contentId() + ">"));
        }
        String header = fields.stream().map(EncodedHeader::toWire).collect(Collectors.joining("", "", "\r\n"));
        byte[] content = Base64.getMimeEncoder().encode(file.content().toBytes());
        return wire -> {
            wire.add(header);
            wire.add(content);
        };
    }

    /** A multipart entity (RFC 2046 section 5.1). */
    static MimePart multipart(String subtype, String boundary, MimePart first, List<MimePart> others) {
        return wire -> {
            wire.add("Content-Type: multipart/" + subtype + ";\r\n boundary=\"" + boundary + "\"\r\n\r\n");
            String delimiter = "--" + boundary + "\r\n";
            wire.add(delimiter);
            first.writeTo(wire);
            for (MimePart other : others) {
                wire.add("\r\n");
                wire.add(delimiter);
                other.writeTo(wire);
            }
            wire.add("\r\n--" + boundary + "--\r\n");
        };
    }

    /** Content-Disposition with the file name, literal if plain, else encoded and split as RFC 2231 defines. */
    private static List<String> disposition(Attachment file) {
        List<String> parts = new ArrayList<>();
        parts.add(file.isInline() ? "inline;" : "attachment;");
        String name = file.name();
        if (name.length() <= 60 && name.chars().allMatch(c -> c >= ' ' && c < 0x7f && c != '"')) {
            parts.add("filename=\"" + name + "\"");
        } else {
            parts.addAll(extended(name));
        }
        return parts;
    }

    private static List<String> extended(String name) {
        List<String> pieces = new ArrayList<>();
        StringBuilder piece = new StringBuilder("utf-8''");
        for (int character : name.codePoints().toArray()) {
            piece.append(percent(Character.toString(character)));
            if (piece.length() > 45) {
                pieces.add(piece.toString());
                piece.setLength(0);
            }
        }
        if (piece.length() > 0) {
            pieces.add(piece.toString());
        }
        if (pieces.size() == 1) {
            return List.of("filename*=" + pieces.get(0));
        }
        List<String> numbered = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            numbered.add("filename*" + i + "*=" + pieces.get(i) + (i < pieces.size() - 1 ? ";" : ""));
        }
        return numbered;
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
