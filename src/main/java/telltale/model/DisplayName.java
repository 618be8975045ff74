package telltale.model;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the phrase before an address (RFC 5322 section 3.2.5): quoted strings lose their quotation marks and backslashes,
 * and encoded words (RFC 2047) are decoded, each once.
 *
 * <p>Encoded words are decoded in quoted strings too, where they are not allowed but frequent. All other text stays as it
 * is, so that a name in real use needs no quotation marks.
 */
public final class DisplayName {
    /** Character set without its language (RFC 2231 section 5), encoding, text. */
    private static final Pattern ENCODED_WORD =
            Pattern.compile("(?<!\\S)=\\?([^?*\\s]+)(?:\\*[^?\\s]*)?\\?([BbQq])\\?([^?]*)\\?=(?!\\S)");

    private static final Pattern QUOTED_PAIR = Pattern.compile("\\\\(.)", Pattern.DOTALL);

    private final StringBuilder name = new StringBuilder();
    /** The octets of adjacent encoded words in one character set, one per char; a word may end within a character. */
    private final StringBuilder octets = new StringBuilder();

    private @Nullable String charset;

    private DisplayName() {}

    /**
     * Decodes the encoded words in unstructured text, such as a subject. Characters that are not visible become spaces.
     *
     * @param maxLength the characters after which the text is cut
     */
    public static String decodeWords(String text, int maxLength) {
        DisplayName reader = new DisplayName();
        reader.add(text, false);
        StringBuilder visible = new StringBuilder();
        reader.name.codePoints().map(c -> TextRules.isPlain(c) ? c : ' ').forEach(c -> {
            if (visible.length() + Character.charCount(c) <= maxLength) {
                visible.appendCodePoint(c);
            }
        });
        return visible.toString();
    }

    /** @throws IllegalArgumentException with a sentence that does not contain the phrase */
    static String parse(String phrase) {
        DisplayName reader = new DisplayName();
        int i = 0;
        while (i < phrase.length()) {
            if (phrase.charAt(i) == '"') {
                int end = closingQuote(phrase, i + 1);
                reader.add(phrase.substring(i + 1, end), true);
                i = end + 1;
            } else {
                int end = phrase.indexOf('"', i);
                end = end < 0 ? phrase.length() : end;
                reader.add(phrase.substring(i, end), false);
                i = end;
            }
        }
        return reader.name.toString();
    }

    private static int closingQuote(String phrase, int start) {
        for (int i = start; i < phrase.length(); i++) {
            if (phrase.charAt(i) == '"') {
                return i;
            }
            if (phrase.charAt(i) == '\\') {
                i++;
            }
        }
        throw new IllegalArgumentException("the display name of an email address has a quotation mark without another");
    }

    private void add(String segment, boolean quoted) {
        Matcher word = ENCODED_WORD.matcher(segment);
        int end = 0;
        while (word.find()) {
            String before = segment.substring(end, word.start());
            // White space between two encoded words is not part of the text (RFC 2047 section 6.2).
            if (charset == null || !before.isBlank()) {
                addText(before, quoted);
            }
            addWord(word.group(1), word.group(2), word.group(3));
            end = word.end();
        }
        addText(segment.substring(end), quoted);
    }

    private void addText(String text, boolean quoted) {
        finishWords();
        name.append(quoted ? QUOTED_PAIR.matcher(text).replaceAll("$1") : text);
    }

    private void addWord(String newCharset, String encoding, String text) {
        if (charset != null && !charset.equalsIgnoreCase(newCharset)) {
            finishWords();
        }
        charset = newCharset;
        octets.append(encoding.equalsIgnoreCase("B") ? base64(text) : q(text));
    }

    private void finishWords() {
        if (charset == null) {
            return;
        }
        try {
            byte[] bytes = octets.toString().getBytes(StandardCharsets.ISO_8859_1);
            name.append(Charset.forName(charset).newDecoder().decode(ByteBuffer.wrap(bytes)));
        } catch (CharacterCodingException | IllegalArgumentException invalid) {
            throw new IllegalArgumentException(
                    "the display name of an email address has an encoded word whose character set is unknown or wrong",
                    invalid);
        }
        charset = null;
        octets.setLength(0);
    }

    private static CharSequence base64(String text) {
        try {
            byte[] decoded = Base64.getDecoder().decode(text.getBytes(StandardCharsets.ISO_8859_1));
            return new String(decoded, StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException invalid) {
            throw undecodable(invalid);
        }
    }

    /** The octets of the Q encoding (RFC 2047 section 4.2). */
    private static CharSequence q(String text) {
        StringBuilder decoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '=') {
                decoded.append((char) hexPair(text, i + 1));
                i += 2;
            } else if (c < 0x80) {
                decoded.append(c == '_' ? ' ' : c);
            } else {
                throw undecodable(null);
            }
        }
        return decoded;
    }

    private static int hexPair(String text, int start) {
        int high = start + 1 < text.length() ? Character.digit(text.charAt(start), 16) : -1;
        int low = high < 0 ? -1 : Character.digit(text.charAt(start + 1), 16);
        if (low < 0) {
            throw undecodable(null);
        }
        return 16 * high + low;
    }

    private static IllegalArgumentException undecodable(@Nullable Throwable cause) {
        return new IllegalArgumentException(
                "the display name of an email address has an encoded word (RFC 2047) that cannot be decoded", cause);
    }
}
