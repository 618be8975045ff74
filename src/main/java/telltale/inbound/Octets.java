package telltale.inbound;

import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import org.jspecify.annotations.Nullable;

/** Decodes octets and encoded words to text, whatever they contain. */
final class Octets {
    private Octets() {}

    /** Decodes as UTF-8, or as ISO 8859-1 if that is not what the octets are. */
    static String decode(byte[] octets, int start, int end) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets, start, end - start))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return new String(octets, start, end - start, StandardCharsets.ISO_8859_1);
        }
    }

    /** Decodes in a named charset; an unknown one, and one that every text is valid in, is replaced by the octets' own. */
    static String decode(byte[] octets, @Nullable String charset) {
        Charset named = charset == null ? null : charset(charset);
        return named == null ? decode(octets, 0, octets.length) : new String(octets, named);
    }

    private static @Nullable Charset charset(String name) {
        try {
            Charset found = Charset.forName(MimeUtility.javaCharset(name.strip()));
            return found.equals(StandardCharsets.US_ASCII) || found.equals(StandardCharsets.UTF_8) ? null : found;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return null;
        }
    }

    /** Decodes the encoded words of a header field (RFC 2047). */
    static String decodeWords(String value) {
        if (!value.contains("=?")) {
            return value;
        }
        try {
            return MimeUtility.decodeText(value);
        } catch (UnsupportedEncodingException unknownCharset) {
            return value;
        }
    }

    /** Where the body starts: after the first blank line, which may contain spaces. */
    static int headerEnd(byte[] octets, int size) {
        boolean isBlank = true;
        for (int i = 0; i < size; i++) {
            byte c = octets[i];
            if (c == '\n' || c == '\r') {
                boolean isCrLf = c == '\r' && i + 1 < size && octets[i + 1] == '\n';
                if (isBlank && i > 0) {
                    return i + (isCrLf ? 2 : 1);
                }
                isBlank = true;
                i += isCrLf ? 1 : 0;
            } else if (c != ' ' && c != '\t') {
                isBlank = false;
            }
        }
        return size;
    }
}
