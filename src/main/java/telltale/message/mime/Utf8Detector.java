package telltale.message.mime;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A detector of UTF-8, the only charset whose octets are unlikely to be anything else. */
final class Utf8Detector {
    private Utf8Detector() {}

    /**
     * Whether octets are UTF-8 with characters beyond ASCII. Octets in ASCII need no charset (RFC 2046 section 4.1.2) and
     * may be in another one, such as ISO-2022-JP; octets with NUL are probably UTF-16.
     */
    static boolean isBeyondAscii(byte[] octets) {
        boolean ascii = true;
        for (byte octet : octets) {
            if (octet == 0) {
                return false;
            }
            ascii &= octet > 0;
        }
        return !ascii && isUtf8(octets);
    }

    private static boolean isUtf8(byte[] octets) {
        try {
            var unused = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets));
            return true;
        } catch (CharacterCodingException other) {
            return false;
        }
    }
}
