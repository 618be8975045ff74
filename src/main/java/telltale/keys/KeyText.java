package telltale.keys;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;
import telltale.model.ImmutableBytes;
import telltale.model.Sha256;

/**
 * The text of an API key: {@code tt_live_}, 43 digits of base62 for 256 random bits, and six for the CRC-32 of what precedes
 * them. The lead lets secret scanners find keys in files, and the checksum distinguishes a mistyped key from a revoked one.
 */
public final class KeyText {
    /** What every key begins with. */
    public static final String LEAD = "tt_live_";

    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final BigInteger BASE = BigInteger.valueOf(DIGITS.length());
    private static final int SECRET_BYTES = 32;
    private static final int SECRET_DIGITS = 43;
    private static final int CHECK_DIGITS = 6;
    private static final int LENGTH = LEAD.length() + SECRET_DIGITS + CHECK_DIGITS;
    /** Characters that are stored to recognize a key: four of the secret's, 24 of its 256 bits. */
    private static final int VISIBLE_LENGTH = LEAD.length() + 4;

    private KeyText() {}

    /** Returns a new key. */
    static String generate(RandomGenerator random) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        String checked = LEAD + digits(new BigInteger(1, secret), SECRET_DIGITS);
        return checked + checksum(checked);
    }

    /** Whether a text is meant to be an API key; it may be mistyped. */
    public static boolean isMeant(String text) {
        return text.startsWith(LEAD);
    }

    /** Whether the checksum of a key is right. */
    public static boolean isIntact(String text) {
        if (text.length() != LENGTH || !isMeant(text)) {
            return false;
        }
        int end = LENGTH - CHECK_DIGITS;
        return text.substring(end).equals(checksum(text.substring(0, end)));
    }

    /** The hash that is stored of a key. */
    static ImmutableBytes hash(String text) {
        return new ImmutableBytes(Sha256.of(text));
    }

    /** The first characters of a key, which are stored and shown. */
    static String visible(String text) {
        return text.substring(0, VISIBLE_LENGTH);
    }

    private static String checksum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return digits(BigInteger.valueOf(crc.getValue()), CHECK_DIGITS);
    }

    private static String digits(BigInteger number, int length) {
        StringBuilder reversed = new StringBuilder(length);
        BigInteger rest = number;
        for (int i = 0; i < length; i++) {
            BigInteger[] parts = rest.divideAndRemainder(BASE);
            reversed.append(DIGITS.charAt(parts[1].intValue()));
            rest = parts[0];
        }
        return reversed.reverse().toString();
    }
}
