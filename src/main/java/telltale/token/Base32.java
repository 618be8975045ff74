package telltale.token;

import java.util.Optional;

/** Base32 without padding (RFC 4648 section 6), written in lower case: mail servers may change the case of a local part. */
final class Base32 {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int BITS = 5;

    private Base32() {}

    /** The number of characters that encode so many octets. */
    static int length(int octets) {
        return (octets * Byte.SIZE + BITS - 1) / BITS;
    }

    static String encode(byte[] octets) {
        StringBuilder text = new StringBuilder(length(octets.length));
        int buffer = 0;
        int buffered = 0;
        for (byte octet : octets) {
            buffer = buffer << Byte.SIZE | Byte.toUnsignedInt(octet);
            for (buffered += Byte.SIZE; buffered >= BITS; buffered -= BITS) {
                text.append(ALPHABET.charAt(buffer >>> (buffered - BITS) & 31));
            }
        }
        return buffered == 0
                ? text.toString()
                : text.append(ALPHABET.charAt(buffer << (BITS - buffered) & 31)).toString();
    }

    /**
     * Decodes a text in upper or lower case.
     *
     * @return empty unless it is the encoding of octets: of that alphabet, with pad bits of zero (section 3.5)
     */
    static Optional<byte[]> decode(String text) {
        byte[] octets = new byte[text.length() * BITS / Byte.SIZE];
        int buffer = 0;
        int buffered = 0;
        int decoded = 0;
        for (int i = 0; i < text.length(); i++) {
            int value = ALPHABET.indexOf(lower(text.charAt(i)));
            if (value < 0) {
                return Optional.empty();
            }
            buffer = buffer << BITS | value;
            buffered += BITS;
            if (buffered >= Byte.SIZE) {
                buffered -= Byte.SIZE;
                octets[decoded++] = (byte) (buffer >>> buffered);
            }
        }
        boolean isComplete = buffered < BITS && (buffer & (1 << buffered) - 1) == 0;
        return isComplete ? Optional.of(octets) : Optional.empty();
    }

    private static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c - 'A' + 'a') : c;
    }
}
