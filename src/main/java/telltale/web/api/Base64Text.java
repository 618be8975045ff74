package telltale.web.api;

import java.util.Arrays;
import java.util.Base64;
import telltale.model.InvalidInputException;

/**
 * A strict decoder for Base64 in either alphabet of RFC 4648: that of section 4, or base64url of section 5, but not both
 * in one text. White space is ignored and padding is optional. Other characters are rejected (section 3.3), and so are
 * bits after the last octet that are not zero (section 3.5): without padding, only they show that the text was cut.
 */
final class Base64Text {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private final byte[] digits;
    private int length;
    private int padding;
    private boolean isUrl;
    private boolean isStandard;

    private Base64Text(int size) {
        digits = new byte[size];
    }

    /**
     * @param field what the text is in
     * @param rule what the field must be, for the exception
     * @throws InvalidInputException if it is not Base64
     */
    static byte[] decode(String text, String field, String rule) {
        try {
            return decode(text);
        } catch (IllegalArgumentException invalid) {
            throw new InvalidInputException(field, field + " must be " + rule + ", but " + invalid.getMessage());
        }
    }

    private static byte[] decode(String text) {
        Base64Text base64 = new Base64Text(text.length());
        for (int i = 0; i < text.length(); i++) {
            base64.add(text.charAt(i));
        }
        return base64.octets();
    }

    private void add(char character) {
        switch (character) {
            case ' ', '\t', '\r', '\n', '\f' -> {}
            case '=' -> padding++;
            case '-', '_' -> {
                isUrl = true;
                addDigit(character == '-' ? '+' : '/');
            }
            case '+', '/' -> {
                isStandard = true;
                addDigit(character);
            }
            default -> addLetterOrDigit(character);
        }
    }

    private void addLetterOrDigit(char character) {
        boolean isDigit = (character >= 'A' && character <= 'Z')
                || (character >= 'a' && character <= 'z')
                || (character >= '0' && character <= '9');
        if (!isDigit) {
            throw new IllegalArgumentException("it has a character outside of the alphabet");
        }
        addDigit(character);
    }

    private void addDigit(char digit) {
        if (padding > 0) {
            throw new IllegalArgumentException("it has data after the padding");
        }
        digits[length++] = (byte) digit;
    }

    private byte[] octets() {
        if (isUrl && isStandard) {
            throw new IllegalArgumentException("it mixes + and / with - and _, which are of different alphabets");
        }
        int rest = length % 4;
        if (rest == 1 || (padding > 0 && padding != (4 - rest) % 4)) {
            throw new IllegalArgumentException("its length is wrong; it may be truncated");
        }
        if (hasTrailingBits(rest)) {
            throw new IllegalArgumentException("the bits after the last octet are not zero; it may be truncated");
        }
        return Base64.getDecoder().decode(Arrays.copyOf(digits, length));
    }

    /** The last digit of two has four unused bits, the last of three has two. */
    private boolean hasTrailingBits(int rest) {
        int unused = rest == 2 ? 0b1111 : rest == 3 ? 0b11 : 0;
        return unused != 0 && (ALPHABET.indexOf(digits[length - 1]) & unused) != 0;
    }
}
