package telltale.mail;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** The JSON of a request: a mail in Base64, with its envelope. It is encoded while it is written, because mails may be large. */
final class SubmissionBody {
    private static final byte[] END = {'"', '}'};
    /** Octets that are encoded together, a multiple of three, so that only the last have padding. */
    private static final int PIECE = 48 * 1024;

    private final byte[] envelope;
    private final byte[] mail;

    /**
     * @param sender the sender of the envelope
     * @param to the recipients of the envelope
     * @param mail header and body
     */
    SubmissionBody(String sender, List<String> to, byte[] mail) {
        String recipients = to.stream().map(SubmissionBody::quoted).collect(Collectors.joining(","));
        String text = "{\"sender\":" + quoted(sender) + ",\"to\":[" + recipients + "],\"source\":\"";
        this.envelope = text.getBytes(StandardCharsets.UTF_8);
        this.mail = mail;
    }

    /** A string of JSON (RFC 8259 section 7). */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character < ' ') {
                quoted.append(String.format("\\u%04x", (int) character));
            } else {
                quoted.append(character == '"' || character == '\\' ? "\\" : "").append(character);
            }
        }
        return quoted.append('"').toString();
    }

    /** The number of bytes. */
    long length() {
        return envelope.length + (mail.length + 2L) / 3 * 4 + END.length;
    }

    /** Writes it, and closes the stream. */
    void writeTo(OutputStream out) throws IOException {
        try (out) {
            out.write(envelope);
            for (int start = 0; start < mail.length; start += PIECE) {
                int end = Math.min(start + PIECE, mail.length);
                out.write(Base64.getEncoder().encode(Arrays.copyOfRange(mail, start, end)));
            }
            out.write(END);
        }
    }
}
