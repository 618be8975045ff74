package telltale.model;

import java.util.HexFormat;

/**
 * Who a recipient is, without the address: a keyed hash that only this Telltale can make, and the same for every spelling
 * of one address.
 *
 * @param hex 64 hexadecimal digits, lower case
 */
public record PersonKey(String hex) {
    private static final int BYTES = 32;

    public PersonKey {
        if (hex.length() != 2 * BYTES
                || !hex.chars().allMatch(c -> HexFormat.isHexDigit(c) && !Character.isUpperCase(c))) {
            throw new IllegalArgumentException("a person's key has " + 2 * BYTES + " hexadecimal digits");
        }
    }

    /** As the database gave it back. */
    public static PersonKey ofBytes(byte[] bytes) {
        return new PersonKey(HexFormat.of().formatHex(bytes));
    }

    /** As the database keeps it: 32 bytes. */
    public byte[] toBytes() {
        return HexFormat.of().parseHex(hex);
    }
}
