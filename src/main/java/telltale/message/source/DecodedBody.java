package telltale.message.source;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The octets of a part without their transfer encoding, and where each of them is encoded (RFC 2045 section 6). */
final class DecodedBody {
    private final byte[] octets;
    private final int start;
    /** The index of the encoding of each octet, and of the end; empty if octets are not encoded. */
    private final int[] origins;

    private DecodedBody(byte[] octets, int start, int[] origins) {
        this.octets = octets;
        this.start = start;
        this.origins = origins;
    }

    /** A body in 7bit, 8bit or binary. */
    static DecodedBody plain(byte[] mail, int start, int end) {
        return new DecodedBody(Arrays.copyOfRange(mail, start, end), start, new int[0]);
    }

    /** A body in quoted-printable. What is malformed stands for itself (RFC 2045 section 6.7). */
    static DecodedBody quotedPrintable(byte[] mail, int start, int end) {
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(end - start);
        int[] origins = new int[end - start + 1];
        int at = start;
        while (at < end) {
            int softBreak = mail[at] == '=' ? softBreakEnd(mail, at, end) : -1;
            if (softBreak >= 0) {
                at = softBreak;
                continue;
            }
            int value = mail[at] == '=' && at + 2 < end ? hex(mail[at + 1], mail[at + 2]) : -1;
            origins[decoded.size()] = at;
            decoded.write(value >= 0 ? value : mail[at]);
            at += value >= 0 ? 3 : 1;
        }
        origins[decoded.size()] = end;
        return new DecodedBody(decoded.toByteArray(), start, Arrays.copyOf(origins, decoded.size() + 1));
    }

    private static int softBreakEnd(byte[] mail, int equals, int end) {
        int at = equals + 1;
        while (at < end && (mail[at] == ' ' || mail[at] == '\t')) {
            at++;
        }
        if (at == end) {
            return end;
        }
        return mail[at] == '\r' && at + 1 < end && mail[at + 1] == '\n' ? at + 2 : -1;
    }

    private static int hex(byte high, byte low) {
        int first = Character.digit(high, 16);
        int second = Character.digit(low, 16);
        return first < 0 || second < 0 ? -1 : 16 * first + second;
    }

    byte[] octets() {
        return octets;
    }

    /** The index in the mail at which an octet is encoded. */
    int origin(int index) {
        return origins.length == 0 ? start + index : origins[index];
    }

    /** Returns the octets as characters. */
    static String latin1(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }
}
