package telltale.model;

import java.util.Arrays;

/** Bytes that never change. */
public final class ImmutableBytes {
    public static final ImmutableBytes NONE = new ImmutableBytes(new byte[0]);

    private final byte[] bytes;

    /** Takes a copy. */
    public ImmutableBytes(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    /** A copy of them. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    public int size() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ImmutableBytes octets && Arrays.equals(bytes, octets.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Their number alone: they may be anybody's letter. */
    @Override
    public String toString() {
        return bytes.length + " octets";
    }
}
