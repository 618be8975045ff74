package telltale.mail;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import telltale.model.Attachment;

/**
 * A part of a message, or all of it: the fields that say what it is, and its content (RFC 2045).
 *
 * @param pieces what goes over the wire one after the other, without the line end that belongs to the next boundary; not
 *     joined before the message is, because files are large
 */
record Body(List<String> pieces) {
    private static final Base64.Encoder BASE64 = Base64.getMimeEncoder();

    Body {
        pieces = List.copyOf(pieces);
    }

    private Body(List<Header> fields, String content) {
        this(List.of(header(fields), content));
    }

    static Body text(String type, String text) {
        return new Body(
                List.of(
                        Header.of("Content-Type", type + "; charset=utf-8"),
                        Header.of("Content-Transfer-Encoding", "quoted-printable")),
                QuotedPrintable.encode(text));
    }

    static Body file(Attachment file) {
        List<Header> fields = new ArrayList<>();
        fields.add(Header.of("Content-Type", file.type()));
        fields.add(Header.of("Content-Transfer-Encoding", "base64"));
        fields.add(new Header("Content-Disposition", disposition(file)));
        if (file.contentId() != null) {
            fields.add(Header.of("Content-ID", "<" + file.contentId() + ">"));
        }
        return new Body(fields, BASE64.encodeToString(file.content().toBytes()));
    }

    /** Parts one after the other (RFC 2046 section 5.1). */
    static Body many(String subtype, String boundary, Body first, List<Body> others) {
        Header type =
                new Header("Content-Type", List.of("multipart/" + subtype + ";", "boundary=\"" + boundary + "\""));
        Stream<String> parts = Stream.concat(Stream.of(first), others.stream())
                .flatMap(part -> Stream.of(Stream.of("--" + boundary + "\r\n"), part.pieces.stream(), Stream.of("\r\n"))
                        .flatMap(pieces -> pieces));
        return new Body(Stream.of(Stream.of(header(List.of(type))), parts, Stream.of("--" + boundary + "--\r\n"))
                .flatMap(pieces -> pieces)
                .toList());
    }

    private static String header(List<Header> fields) {
        return fields.stream().map(Header::toWire).collect(Collectors.joining("", "", "\r\n"));
    }

    /** The name as it is where it is plain, else in pieces as RFC 2231 has it. */
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
