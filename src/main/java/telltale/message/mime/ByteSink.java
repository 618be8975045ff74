package telltale.message.mime;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing buffer for the octets of a message. */
public final class ByteSink {
    /** Enough for most messages, so that the buffer rarely grows. */
    private static final int INITIAL_CAPACITY = 8 * 1024;

    private byte[] octets;
    private int length;

    public ByteSink() {
        this(INITIAL_CAPACITY);
    }

    /** @param capacity the octets for which there is room at first */
    public ByteSink(int capacity) {
        octets = new byte[capacity];
    }

    /** Appends text in UTF-8. */
    public void add(String text) {
        add(text.getBytes(StandardCharsets.UTF_8));
    }

    public void add(byte[] source) {
        add(source, 0, source.length);
    }

    /**
     * Appends a range of octets.
     *
     * @param end the index after the last octet
     */
    public void add(byte[] source, int start, int end) {
        int added = end - start;
        if (length + added > octets.length) {
            octets = Arrays.copyOf(octets, Math.max(2 * octets.length, length + added));
        }
        System.arraycopy(source, start, octets, length, added);
        length += added;
    }

    byte last() {
        return octets[length - 1];
    }

    void dropLast() {
        length--;
    }

    /** Returns a copy of the octets. */
    public byte[] toBytes() {
        return Arrays.copyOf(octets, length);
    }
}
