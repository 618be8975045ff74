package telltale.model;

import java.util.HexFormat;

/**
 * The pseudonymous identifier of a recipient: a keyed hash of the address that only this installation can compute, equal
 * for every spelling of one address.
 *
 * @param hex 64 hexadecimal digits, lower case
 */
public record PersonKey(String hex) {
    /** The length of a key. */
    public static final int BYTES = 32;

    public PersonKey {
        if (hex.length() != 2 * BYTES
                || !hex.chars().allMatch(c -> HexFormat.isHexDigit(c) && !Character.isUpperCase(c))) {
            throw new IllegalArgumentException("a person's key has " + 2 * BYTES + " lower-case hexadecimal digits");
        }
    }

    /** Creates a key from the 32 bytes stored in the database. */
    public static PersonKey ofBytes(byte[] bytes) {
        return new PersonKey(HexFormat.of().formatHex(bytes));
    }

    /** The 32 bytes stored in the database. */
    public byte[] toBytes() {
        return HexFormat.of().parseHex(hex);
    }
}
