package telltale.message.mime;

import java.util.List;
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

    /** A file with its name: a message as it is, everything else in base64. */
    static MimePart file(Attachment file) {
        return FilePart.of(file);
    }

    /**
     * A multipart/related entity (RFC 2387).
     *
     * @param rootType the media type of the root, which a reader needs before it reads the parts (section 3.1)
     */
    static MimePart related(String rootType, String boundary, MimePart root, List<MimePart> others) {
        return multipart("related; type=\"" + rootType + "\"", boundary, root, others);
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
}
