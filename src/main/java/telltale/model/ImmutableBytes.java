package telltale.model;

import java.util.Arrays;

/** An immutable byte array with value equality. */
public final class ImmutableBytes {
    public static final ImmutableBytes NONE = new ImmutableBytes(new byte[0]);

    private final byte[] bytes;

    /** Copies the array. */
    public ImmutableBytes(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    /** Returns a copy. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** Copies the bytes from one index to before another. */
    public byte[] toBytes(int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    public int size() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ImmutableBytes that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Shows the size only, because the bytes may be a personal message. */
    @Override
    public String toString() {
        return bytes.length + " octets";
    }
}
