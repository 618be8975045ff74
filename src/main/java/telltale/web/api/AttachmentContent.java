package telltale.web.api;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import telltale.model.ImmutableBytes;
import telltale.model.InvalidInputException;

/**
 * The content of an attachment as sent to the API: Base64, or a data URI (RFC 2397).
 *
 * @param type the media type of the data URI; null if the content is none
 * @param octets the decoded content
 */
record AttachmentContent(@Nullable String type, ImmutableBytes octets) {
    private static final String SCHEME = "data:";
    private static final String BASE64 = ";base64";

    /** RFC 2397 section 2. Its charset, US-ASCII, is what a text without a charset has. */
    private static final String DEFAULT_TYPE = "text/plain";

    /**
     * Parses the content.
     *
     * @throws InvalidInputException for the field {@code content} if it is neither Base64 nor a data URI, or for the field
     *     {@code type} if the media type of the data URI has an invalid escape
     */
    static AttachmentContent parse(String text) {
        String content = text.stripLeading();
        return content.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? dataUri(content.substring(SCHEME.length()))
                : new AttachmentContent(null, new ImmutableBytes(base64(content)));
    }

    private static AttachmentContent dataUri(String uri) {
        int comma = uri.indexOf(',');
        if (comma < 0) {
            throw invalid("a data URI must have a comma before its data");
        }
        String head = uri.substring(0, comma).strip();
        String data = uri.substring(comma + 1);
        return isBase64(head)
                ? new AttachmentContent(
                        type(head.substring(0, head.length() - BASE64.length())),
                        new ImmutableBytes(base64(unescapedText(data))))
                : new AttachmentContent(type(head), new ImmutableBytes(unescaped(withoutLineBreaks(data))));
    }

    private static byte[] base64(String text) {
        return Base64Text.decode(text, "content", "Base64 or a data URI");
    }

    private static boolean isBase64(String head) {
        return head.toLowerCase(Locale.ROOT).endsWith(BASE64);
    }

    /** The media type, in which only parameters may be given: {@code data:;charset=utf-8,}. */
    private static String type(String head) {
        String type = new String(unescaped(head), StandardCharsets.UTF_8);
        return type.isEmpty() || type.startsWith(";") ? DEFAULT_TYPE + type : type;
    }

    private static String unescapedText(String data) {
        return data.indexOf('%') < 0 ? data : new String(unescaped(data), StandardCharsets.ISO_8859_1);
    }

    /** Line breaks are not part of a URI (RFC 3986 appendix C); those of the data are written as escapes. */
    private static String withoutLineBreaks(String data) {
        if (data.indexOf('#') >= 0) {
            throw invalid("a data URI must not have a fragment; escape # as %23");
        }
        return data.replaceAll("[\\t\\r\\n]+", "");
    }

    /** Decodes the escapes of a URI (RFC 3986 section 2.1). */
    private static byte[] unescaped(String text) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character > '~') {
                throw invalid("a data URI must be ASCII; escape other characters with %");
            }
            octets.write(character == '%' ? octet(text, i) : character);
            i += character == '%' ? 2 : 0;
        }
        return octets.toByteArray();
    }

    private static int octet(String text, int percent) {
        int high = percent + 2 < text.length() ? Character.digit(text.charAt(percent + 1), 16) : -1;
        int low = percent + 2 < text.length() ? Character.digit(text.charAt(percent + 2), 16) : -1;
        if (high < 0 || low < 0) {
            throw invalid("a data URI must not have a % that is not followed by two hexadecimal digits");
        }
        return high * 16 + low;
    }

    private static InvalidInputException invalid(String sentence) {
        return new InvalidInputException("content", sentence);
    }
}
