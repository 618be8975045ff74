package telltale.message.mime;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import telltale.model.Attachment;
import telltale.model.MediaType;

/** The MIME entity of an attached file, encoded once for all copies. */
final class FilePart {
    private FilePart() {}

    static MimePart of(Attachment file) {
        String header = fields(file).stream().map(EncodedHeader::toWire).collect(Collectors.joining("", "", "\r\n"));
        byte[] octets = file.content().toBytes();
        byte[] content = file.isMessage() ? octets : Base64.getMimeEncoder().encode(octets);
        return wire -> {
            wire.add(header);
            wire.add(content);
        };
    }

    private static List<EncodedHeader> fields(Attachment file) {
        List<EncodedHeader> fields = new ArrayList<>();
        fields.add(new EncodedHeader("Content-Type", type(file)));
        fields.add(EncodedHeader.of("Content-Transfer-Encoding", file.isMessage() ? "7bit" : "base64"));
        fields.add(new EncodedHeader("Content-Disposition", disposition(file)));
        if (file.contentId() != null) {
            fields.add(EncodedHeader.of("Content-ID", "<" + file.contentId() + ">"));
        }
        return fields;
    }

    private static List<String> type(Attachment file) {
        MediaType type = declared(file);
        List<String> parts = new ArrayList<>();
        parts.add(type.essence());
        type.parameters().forEach((name, value) -> parts.addAll(EncodedParameter.of(name, value)));
        return separated(parts);
    }

    /** The sender's media type; a text without a charset gets the one that its octets show, if any. */
    private static MediaType declared(Attachment file) {
        return file.type().isText() && Utf8Detector.isBeyondAscii(file.content().toBytes())
                ? file.type().withDefault("charset", "utf-8")
                : file.type();
    }

    private static List<String> disposition(Attachment file) {
        List<String> parts = new ArrayList<>();
        parts.add(file.isInline() ? "inline" : "attachment");
        parts.addAll(EncodedParameter.quoted("filename", file.name()));
        return separated(parts);
    }

    /** Adds the semicolons between a value and its parameters. */
    private static List<String> separated(List<String> parts) {
        List<String> separated = new ArrayList<>();
        for (String part : parts.subList(0, parts.size() - 1)) {
            separated.add(part + ";");
        }
        separated.add(parts.get(parts.size() - 1));
        return separated;
    }
}
